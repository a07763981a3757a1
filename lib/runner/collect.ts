/** Turns what vitest reports into {@link TestRecord}s, for the student's loop and the grader alike. */
import { basename } from 'node:path';
import type { TestError } from 'vitest';
import type { TestCase, TestModule } from 'vitest/node';
import type { ClaimKind } from '../course';
import { hintSeparator, type Outcome, type TestRecord } from '../results';
import { isTodo } from '../todo';

/** The tests of one file that have ended; those that a filter left out are not among them. */
export function recordsOf(module: TestModule): TestRecord[] {
  const ended = (test: TestCase) => ['passed', 'failed'].includes(test.result().state);
  return [...module.children.allTests()].filter(ended).map(recordOf);
}

/** The stage that a test file belongs to: `02-attention` for `tests/02-attention.test.ts`. */
export function stageOfFile(path: string): string {
  return basename(path).replace(/\.test\.ts$/, '');
}

/** What one test found. */
export function recordOf(test: TestCase): TestRecord {
  const error = test.result().errors?.[0];
  const file = test.module.moduleId;
  return {
    stage: stageOfFile(file),
    functionName: test.parent.type === 'suite' ? test.parent.name : '',
    title: test.name,
    kind: (test.tags[0] ?? 'property') as ClaimKind,
    hidden: /[\\/]hidden[\\/]/.test(file),
    beside: test.meta().beside,
    observed: test.meta().observed,
    errorShare: test.meta().errorShare,
    ...(error ? failure(error) : { outcome: 'passed' }),
  };
}

function failure(error: TestError) {
  if (isTodo(error)) return { outcome: 'not started' as Outcome, todo: error.exercise };
  const [fact = '', hint] = plain(error.message).split(hintSeparator);
  const own = error.stacks?.find(({ file }) => /[\\/]exercises[\\/]/.test(file));
  const place = own ? ` (exercises/${basename(own.file)}:${own.line})` : '';
  if (error.name === 'SubjectError') return { outcome: subjectOutcome(error.failure), message: fact, hint };
  if (/^Test timed out in/.test(fact)) {
    return { outcome: 'timed out' as Outcome, message: 'no answer in time: a Promise that never settles?' };
  }
  if (own) return { outcome: 'crashed' as Outcome, message: `threw ${error.name}: ${fact}${place}` };
  return { outcome: 'failed' as Outcome, message: fact, hint };
}

function subjectOutcome(failure: unknown): Outcome {
  if (failure === 'timeout') return 'timed out';
  return failure === 'missing' || failure === 'forged' ? 'failed' : 'crashed';
}

/** Without the colours that vitest puts into messages. */
export function plain(message: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what has to go
  return message.replace(/\u001b\[[0-9;]*m/g, '');
}
