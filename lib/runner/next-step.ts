/** What to do next: where, then how to see whether it helped, then where help is. */
import chalk from 'chalk';
import { type Stage, stageNumber, stageOf, stages } from '../course';
import type { StageVerdict } from '../verdict';
import type { RunResult } from './summary';

/** Reads the run from its first stage on: a file that does not load, else the first function that is not right. */
export function nextStep({ verdicts, problems, filtered }: RunResult): string {
  const tested = verdicts.filter((each) => !filtered || problems.has(each.stem) || hasRecords(each));
  if (filtered && tested.length === 0) return 'No test has these words in its name.';
  const open = tested.find(
    ({ stem, status, functions }) =>
      problems.has(stem) || (filtered ? functions.some(isWrong) : status !== 'passed'),
  );
  if (!open) return filtered ? `These tests pass. Next: npm test${only(tested)}` : nextAfter(verdicts.at(-1));
  const problem = problems.get(open.stem);
  const before = tested[tested.indexOf(open) - 1];
  if (before && open.status === 'not started' && isNewTrack(before, open)) return nextAfter(before);
  if (problem) return `Next: mend ${file(problem.stem ?? open.stem)}`;
  return nextFunction(open, filtered);
}

type Tested = StageVerdict['functions'][number];

function nextFunction({ stem, status, functions }: StageVerdict, filtered: boolean): string {
  const exercise = functions.find((each) => (filtered ? isWrong(each) : each.status !== 'passed'));
  if (exercise?.blockedBy) {
    return `Next: ${file(exercise.blockedBy)} comes first: npm test ${stageNumber(exercise.blockedBy)}`;
  }
  const label = stageOf(stem).functions.find(({ name }) => name === exercise?.name)?.todo;
  const todo =
    exercise?.status === 'not started' ? `, TODO ${label}: ${exercise.name}` : `: ${exercise?.name}`;
  const verb = status === 'not started' ? 'open' : 'mend';
  const then = `then npm test ${stageNumber(stem)} (stuck? npm run hint ${label})`;
  return `Next: ${verb} ${file(stem)}${todo}\n      ${chalk.dim(then)}`;
}

function nextAfter(last: StageVerdict | undefined): string {
  const index = stages.findIndex(({ stem }) => stem === last?.stem);
  const [done, following]: readonly (Stage | undefined)[] = [stages[index], stages[index + 1]];
  const reversal = `${chalk.bold('npm run reversal')} trains your transformer.`;
  if (!following) return `All green. Next: ${reversal}`;
  const test = `npm test ${stageNumber(following.stem)} ${chalk.dim(`(exercises/${following.stem}.ts)`)}`;
  if (following.track === done?.track) return `All green. Next: ${test}`;
  return `All green. Next: ${reversal}\n      After it, the ${following.track} track: ${test}`;
}

function isNewTrack(before: StageVerdict, after: StageVerdict): boolean {
  return stageOf(before.stem).track !== stageOf(after.stem).track;
}

function isWrong({ status, records }: Tested): boolean {
  return records.length > 0 && status !== 'passed';
}

function hasRecords({ functions }: StageVerdict): boolean {
  return functions.some(({ records }) => records.length > 0);
}

function only(tested: readonly StageVerdict[]): string {
  return tested.length === 1 ? ` ${stageNumber(tested[0]?.stem ?? '')}` : '';
}

function file(stem: string): string {
  return chalk.bold(`exercises/${stem}.ts`);
}
