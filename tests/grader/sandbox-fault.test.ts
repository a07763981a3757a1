/** Where the isolation itself fails, nothing is held against a submission: there is no verdict at all. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type GradingPlan, gradeSubmission } from '../../grader/grade-submission';
import { SandboxError } from '../../grader/isolation/fault';
import { TestRunner } from '../../grader/run/runner';
import { Subject } from '../../grader/subject/subject';
import { startBackend } from '../../lib/backend';
import { temporaryFolder } from './support/folders';
import { subjectsIn } from './support/subjects';
import { encodingText, firstStage, submissionOf } from './support/submissions';

const subjects = subjectsIn(temporaryFolder());
let runner: TestRunner;
beforeAll(async () => {
  await startBackend({ prefer: 'cpu' });
  runner = await TestRunner.start();
});
afterAll(() => runner.close());

/** The plan of a grading whose processes cannot be started. */
async function brokenPlan(): Promise<GradingPlan> {
  const { runtime } = await subjects.specOf({});
  const broken = { ...runtime, host: `${runtime.host}.missing` };
  return { stems: [firstStage], milestones: [], seed: 1, backend: 'cpu', runtime: broken };
}

test('in the middle of the tests', async () => {
  await expect(gradeSubmission(submissionOf('Ada'), await brokenPlan(), runner)).rejects.toThrow(
    /the isolation could not be set up/,
  );
});

test('when a function is called', async () => {
  const spec = await subjects.specOf({ [`exercises/${firstStage}.ts`]: encodingText() });
  const { runtime } = await brokenPlan();
  const subject = new Subject({ ...spec, runtime });
  await expect(subject.call(firstStage, 'positionalEncoding', [1, 2])).rejects.toThrow(SandboxError);
  expect(subject.fault).toBeInstanceOf(SandboxError);
  // The run is given up: no other test waits for the same.
  const next = subject.call(firstStage, 'positionalEncoding', [1, 2]);
  await expect(next).rejects.toBe(subject.fault);
});

test('and the next submission is graded as if nothing had happened', async () => {
  const { runtime } = await subjects.specOf({});
  const graded = await gradeSubmission(submissionOf('Ada'), { ...(await brokenPlan()), runtime }, runner);
  expect([graded.score, graded.maxScore]).toEqual([8, 8]);
});
