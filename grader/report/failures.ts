/** The failed tests of a function, those that say the same put together. */
import type { FunctionReport, TestReport } from './schema';

/** Tests that ended in the same way, with the same fact and the same likely cause. */
export interface FailureGroup extends Pick<TestReport, 'outcome' | 'message' | 'hint'> {
  readonly tests: readonly TestReport[];
}

/**
 * In the order of the tests. Those of a function that nobody has started say nothing and are left out, and advice is
 * no failure.
 */
export function failureGroups({ tests }: FunctionReport): FailureGroup[] {
  const groups = new Map<string, TestReport[]>();
  for (const test of tests) {
    if (test.weight === 0 || test.outcome === 'passed' || test.outcome === 'not started') continue;
    const key = JSON.stringify([test.outcome, test.message, test.hint]);
    groups.set(key, [...(groups.get(key) ?? []), test]);
  }
  return [...groups.values()].flatMap((same) => {
    const [first] = same;
    return first ? [{ ...first, tests: same }] : [];
  });
}

/** What a function could do better and loses no points for. */
export function adviceOf({ tests }: FunctionReport): TestReport[] {
  return tests.filter(
    ({ weight, outcome }) => weight === 0 && outcome !== 'passed' && outcome !== 'not started',
  );
}
