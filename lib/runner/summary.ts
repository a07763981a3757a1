/** The summary that a student reads after `npm test`. */
import chalk from 'chalk';
import {
  type ClaimKind,
  milestonesOf,
  stageNumber,
  stageOf,
  type Track,
  tracks,
  trackTitles,
} from '../course';
import { diagnosisLines } from '../diagnosis/wording';
import type { TestRecord } from '../results';
import {
  type FunctionVerdict,
  roundPoints,
  type StageVerdict,
  type Status,
  summariseStage,
  weightOf,
} from '../verdict';
import type { LoadProblem } from './load-problem';
import { nextStep } from './next-step';

export interface RunResult {
  readonly verdicts: readonly StageVerdict[];
  /** Why the file of a stage could not be loaded. */
  readonly problems: ReadonlyMap<string, LoadProblem>;
  /** Only some tests of each function ran (`-t`). */
  readonly filtered: boolean;
  readonly verbose: boolean;
  /** All stages were asked for. */
  readonly all: boolean;
  /** False when the run had to be broken off. */
  readonly ended: boolean;
  /** What is to be said about the written questions. */
  readonly written?: string | undefined;
}

/** How many failures of one function are shown in full; below a diagnosis one is enough. */
const shownFailures = 3;

/** What is told first: a wrong shape explains all the rest, and a property names one mistake. */
const tellingOrder: readonly ClaimKind[] = ['shape', 'property', 'example', 'fixture', 'health'];

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
  const partly = run.filtered || !run.ended;
  const written = run.written ? [chalk.dim(run.written)] : [];
  const progress = partly ? [] : ['', ...progressLines(run), ...written];
  const broken = run.ended ? [] : ['', 'The run was broken off there; later tests did not run.'];
  return [...(rows.length > 0 ? [''] : []), ...rows, ...broken, ...progress, '', nextStep(run), ''].join(
    '\n',
  );
}

function stageLines(verdict: StageVerdict, run: RunResult): string[] {
  const stage = stageOf(verdict.stem);
  const problem = run.problems.get(verdict.stem);
  if (run.filtered && !problem && verdict.functions.every(({ records }) => records.length === 0)) return [];
  const blockedBy = problem?.stem === verdict.stem ? undefined : (problem?.stem ?? verdict.blockedBy);
  const status: Status = problem ? (blockedBy ? 'blocked' : 'crashed') : statusOf(verdict, run);
  const points = run.filtered ? '' : `${String(verdict.score).padStart(5)} / ${verdict.maxScore}`;
  const head = `${signs[status]} ${stageNumber(verdict.stem)} ${stage.title.padEnd(24)}${points.padEnd(13)}${words(status, blockedBy)}`;
  const lines = problem
    ? problemLines(problem, verdict.stem, run)
    : verdict.functions.flatMap((each) => functionLines(each, status, run));
  return [head.trimEnd(), ...lines];
}

/** What is wrong with a file is told once, at its own stage. */
function problemLines({ message, stem }: LoadProblem, at: string, { problems }: RunResult): string[] {
  if (stem !== undefined && stem !== at && problems.has(stem)) return [];
  return indent(`the file cannot be loaded: ${message}`);
}

/** With `-t`, the functions without a test that fits say nothing about their stage. */
function statusOf({ stem, functions, status }: StageVerdict, { filtered }: RunResult): Status {
  if (!filtered) return status;
  return summariseStage(
    stageOf(stem),
    functions.filter(({ records }) => records.length > 0),
  ).status;
}

function functionLines(verdict: FunctionVerdict, stageStatus: Status, run: RunResult): string[] {
  const { name, status, records, blockedBy, diagnosis } = verdict;
  if (status === 'passed') return adviceLines(verdict);
  if (stageStatus === 'not started') return [];
  if (records.length === 0) return run.filtered ? [] : [`    ${signs[status]} ${name} was not tested`];
  if (status === 'not started') return [`    ${signs[status]} ${name} is not written yet`];
  const counted = records.filter((record) => weightOf(record) > 0);
  const passed = counted.filter(({ outcome }) => outcome === 'passed').length;
  const head = `    ${signs[status]} ${name} ${words(status, blockedBy)} ${chalk.dim(`(${passed} of ${counted.length} tests pass)`)}`;
  if (status === 'blocked' && !run.verbose) return [head];
  const explained = diagnosis ? diagnosisLines(diagnosis, name) : [];
  return [
    head,
    ...explained.flatMap((line) => indent(line, 6)).map((line) => chalk.yellow(line)),
    ...failureLines(counted, run, explained.length > 0 ? 1 : shownFailures),
  ];
}

/** Advice waits until the function is right: before that there are better things to do. */
function adviceLines({ name, records }: FunctionVerdict): string[] {
  return records
    .filter((record) => weightOf(record) === 0 && isWrong(record))
    .flatMap(({ title, message, hint }) => [
      `    advice for ${name}, costs no points: ${title}`,
      ...reasonLines(message, hint),
    ]);
}

function isWrong({ outcome }: TestRecord): boolean {
  return outcome !== 'passed' && outcome !== 'not started';
}

/** The most telling failures first; those that only repeat another one are counted. */
function failureLines(records: readonly TestRecord[], { verbose }: RunResult, most: number): string[] {
  const wrong = records
    .filter(isWrong)
    .sort((a, b) => tellingOrder.indexOf(a.kind) - tellingOrder.indexOf(b.kind));
  if (verbose) return wrong.flatMap(recordLines);
  const different = new Map([...wrong].reverse().map((each) => [`${each.message}\n${each.hint}`, each]));
  const shown = wrong.filter((each) => [...different.values()].includes(each)).slice(0, most);
  const rest = wrong.length - shown.length;
  const more = rest > 0 ? [chalk.dim(`      and ${rest} more: npm test ${ofStage(records)} -- -v`)] : [];
  return [...shown.flatMap(recordLines), ...more];
}

function ofStage([first]: readonly TestRecord[]): string {
  return stageNumber(first?.stage ?? '');
}

function recordLines({ title, message, hint }: TestRecord): string[] {
  return [`      ${chalk.red('✘')} ${title}`, ...reasonLines(message ?? 'failed', hint)];
}

/** The fact, then the likely cause. */
function reasonLines(message: string | undefined, hint: string | undefined): string[] {
  return [
    ...(message ? indent(message, 10) : []),
    ...(hint ? indent(`hint: ${hint}`, 10).map((line) => chalk.yellow(line)) : []),
  ];
}

/** One line for each track that was tested: each has points of its own. */
function progressLines(run: RunResult): string[] {
  const trackOf = ({ stem }: StageVerdict) => stageOf(stem).track;
  const tested = tracks.filter((track) => run.verdicts.some((verdict) => trackOf(verdict) === track));
  const widest = Math.max(...tested.map((track) => trackTitles[track].length));
  return tested.map((track) => {
    const title = tested.length > 1 ? `${trackTitles[track].padEnd(widest)}  ` : '';
    const own = run.verdicts.filter((verdict) => trackOf(verdict) === track);
    return title + progressLine(own, run.all ? track : undefined);
  });
}

/** @param whole - the track whose stages were all asked for */
function progressLine(verdicts: readonly StageVerdict[], whole: Track | undefined): string {
  const score = roundPoints(verdicts.reduce((sum, each) => sum + each.score, 0));
  const maxScore = verdicts.reduce((sum, each) => sum + each.maxScore, 0);
  const width = 30;
  const filled = Math.floor((width * score) / maxScore);
  const bar = chalk.green('█'.repeat(filled)) + chalk.dim('░'.repeat(width - filled));
  const trained = whole ? milestonesOf(whole) : [];
  const more = trained.reduce((sum, { points }) => sum + points, 0);
  const names = trained.map(({ stem }) => stem).join(', ');
  const rest =
    more > 0 ? `; ${more} more for ${trained.length === 1 ? 'the' : 'npm run milestone:'} ${names}` : '';
  return `${bar} ${score} of ${maxScore} points by these tests${rest}`;
}

function words(status: Status, blockedBy: string | undefined): string {
  if (status === 'blocked') return chalk.yellow(`blocked by ${stageNumber(blockedBy ?? '')}`);
  if (status === 'not started') return chalk.dim(status);
  return status === 'passed' ? '' : chalk.red(status);
}

function indent(text: string, columns = 4): string[] {
  return text.split('\n').map((line) => ' '.repeat(columns) + line);
}
