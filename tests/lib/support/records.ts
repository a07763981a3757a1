import { stageOfFunction } from '../../../lib/course';
import type { TestRecord } from '../../../lib/results';

/** Records of tests of one function; what is not said is a property that passed. */
export function recordsFor(functionName: string, ...some: readonly Partial<TestRecord>[]): TestRecord[] {
  const stage = stageOfFunction(functionName)?.stem ?? '';
  return some.map((record, index) => ({
    stage,
    functionName,
    title: `claim ${index + 1}`,
    kind: 'property',
    hidden: false,
    outcome: 'passed',
    ...record,
  }));
}
