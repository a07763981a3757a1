/** The summary that a student reads after `npm test`. */
import chalk from 'chalk';
import { reversalMilestone, type Stage, stageNumber, stages, totalPoints } from '../course';
import type { TestRecord } from '../results';
import { type FunctionVerdict, roundPoints, type StageVerdict, type Status } from '../verdict';

export interface RunResult {
  readonly verdicts: readonly StageVerdict[];
  /** Why the file of a stage could not be loaded. */
  readonly problems: ReadonlyMap<string, string>;
  /** Only some tests of each function ran (`-t`). */
  readonly filtered: boolean;
  readonly verbose: boolean;
  /** All stages ran. */
  readonly all: boolean;
}

const signs: Record<Status, string> = {
  passed: chalk.green('✔'),
  failed: chalk.red('✘'),
  crashed: chalk.red('✘'),
  'timed out': chalk.red('✘'),
  blocked: chalk.yellow('◌'),
  'not started': chalk.dim('○'),
};

/** Lines for the terminal: a row for each stage, its failures below it, the progress, and what to do next. */
export function summary(run: RunResult): string {
  const rows = run.verdicts.flatMap((verdict) => stageLines(verdict, run));
  const progress = run.filtered ? [] : ['', ...progressLines(run)];
  return ['', ...rows, ...progress, '', nextStep(run), ''].join('\n');
}

function stageLines(verdict: StageVerdict, { problems, filtered, verbose }: RunResult): string[] {
  const stage = stageOf(verdict.stem);
  const problem = problems.get(verdict.stem);
  const status: Status = problem ? 'crashed' : verdict.status;
  const points = filtered ? '' : `${String(verdict.score).padStart(5)} / ${verdict.maxScore}`;
  const head = `${signs[status]} ${stageNumber(verdict.stem)} ${stage.title.padEnd(24)}${points.padEnd(13)}${words(status, verdict.blockedBy)}`;
  if (problem) return [head, ...indent(`the file cannot be loaded: ${problem}`)];
  return [head, ...verdict.functions.flatMap((each) => functionLines(each, status, verbose))];
}

function functionLines(verdict: FunctionVerdict, stageStatus: Status, verbose: boolean): string[] {
  const { name, status, records, blockedBy } = verdict;
  if (status === 'passed' || stageStatus === 'not started') return [];
  if (status === 'not started') return [`    ${signs[status]} ${name} is not written yet`];
  const passed = records.filter(({ outcome }) => outcome === 'passed').length;
  const head = `    ${signs[status]} ${name} ${chalk.dim(`${passed} of ${records.length} tests passed`)} ${words(status, blockedBy)}`;
  if (status === 'blocked' && !verbose) return [head];
  const wrong = records.filter(({ outcome }) => outcome !== 'passed' && outcome !== 'not started');
  return [head, ...wrong.flatMap(recordLines)];
}

function recordLines({ title, message, hint }: TestRecord): string[] {
  return [
    `      ${chalk.red('✘')} ${title}`,
    ...indent(message ?? 'failed', 10),
    ...(hint ? indent(`hint: ${hint}`, 10).map((line) => chalk.yellow(line)) : []),
  ];
}

function progressLines({ verdicts, all }: RunResult): string[] {
  const score = roundPoints(verdicts.reduce((sum, each) => sum + each.score, 0));
  const maxScore = verdicts.reduce((sum, each) => sum + each.maxScore, 0);
  const width = 30;
  const filled = Math.floor((width * score) / maxScore);
  const bar = chalk.green('█'.repeat(filled)) + chalk.dim('░'.repeat(width - filled));
  const rest = all
    ? `; ${reversalMilestone.points} more for the reversal (npm run reversal), ${totalPoints} in all`
    : '';
  return [`${bar} ${score} of ${maxScore} points by these tests${rest}`];
}

function nextStep({ verdicts, problems }: RunResult): string {
  const open = verdicts.find(({ stem, status }) => status !== 'passed' || problems.has(stem));
  if (!open) return nextAfter(verdicts.at(-1));
  const exercise = open.functions.find(({ status }) => status !== 'passed') ?? open.functions[0];
  const label = stageOf(open.stem).functions.find(({ name }) => name === exercise?.name)?.todo;
  const todo =
    exercise?.status === 'not started' ? `, TODO ${label}: ${exercise.name}` : `: ${exercise?.name}`;
  const verb = open.status === 'not started' ? 'open' : 'mend';
  return `Next: ${verb} ${chalk.bold(`exercises/${open.stem}.ts`)}${todo} ${chalk.dim(`(stuck? npm run hint ${stageNumber(open.stem)})`)}`;
}

function nextAfter(last: StageVerdict | undefined): string {
  const following = stages[stages.findIndex(({ stem }) => stem === last?.stem) + 1];
  if (following)
    return `All green. Next: npm test ${stageNumber(following.stem)} ${chalk.dim(`(exercises/${following.stem}.ts)`)}`;
  return `All green. Next: ${chalk.bold('npm run reversal')} trains your transformer.`;
}

function words(status: Status, blockedBy: string | undefined): string {
  if (status === 'blocked') return chalk.yellow(`blocked by ${stageNumber(blockedBy ?? '')}`);
  if (status === 'not started') return chalk.dim(status);
  return status === 'passed' ? '' : chalk.red(status);
}

function indent(text: string, columns = 4): string[] {
  return text.split('\n').map((line) => ' '.repeat(columns) + line);
}

function stageOf(stem: string): Stage {
  const found = stages.find((stage) => stage.stem === stem);
  if (!found) throw new RangeError(`Unknown stage ${stem}`);
  return found;
}
