/** `npm run grade`: the reference solution; `npm run grade -- PATH…`: submissions. */
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { version } from '@tensorflow/tfjs';
import chalk from 'chalk';
import { Command, InvalidArgumentError } from 'commander';
import { backendNames, backendVariable } from '../lib/backend';
import { type BackendName, wishedBackend } from '../lib/backend/choose';
import { exitCode, UsageError, userFolder } from '../lib/cli/start';
import { findStage, reversalMilestone, stages } from '../lib/course';
import { root } from '../lib/root';
import { startProgress } from '../lib/terminal/progress';
import homework from '../package.json';
import { type ClassOptions, gradeClass, rejectedResult } from './grade-class';
import { takeIn } from './intake/intake';
import type { Intake } from './intake/submission';
import { isolationProblem } from './isolation/choose';
import type { Isolation } from './isolation/layers';
import { prepareOutput } from './output';
import { printReport, type Report, writeReport } from './report';
import { reportVersion, type SubmissionReport } from './report/schema';

interface Flags {
  readonly jobs: number;
  readonly out?: string;
  readonly stage: string[];
  readonly seed: number;
  readonly backend?: string;
  readonly resume?: true;
  readonly force?: true;
  readonly unsafe?: true;
  readonly verbose?: true;
}

/** Where the report goes when nothing else is said. */
const defaultOut = 'report';

/**
 * @param args - paths and flags
 * @returns 0 when everything was graded; 1 when the reference solution has not all points; 2 when a path could
 *   not be graded; 130 when interrupted
 */
export async function gradeCommand(args: string[]): Promise<number> {
  const { paths, flags } = readArguments(args);
  const out = resolve(userFolder(), flags.out ?? defaultOut);
  const reference = paths.length === 0;
  // Before anything is written: a slip of the pen must not cost an older report.
  const options = {
    ...chosen(flags.stage),
    seed: flags.seed,
    backend: wish(flags.backend),
    isolation: await isolationFor(reference, flags.unsafe === true),
    jobs: flags.jobs,
    results: join(out, 'results'),
    resume: flags.resume === true,
  };
  await prepareOutput(out, {
    replace: flags.out === undefined || flags.force === true,
    resume: options.resume,
  });
  const { submissions, rejections } = reference ? await takeInReference() : await takeIn(paths, userFolder());
  for (const { problem } of rejections) console.error(`error: ${problem}`);
  const { results, backend, complete } = await gradeVisibly(submissions, options);
  const rejected = rejections.map((rejection) => rejectedResult(rejection, options));
  const all = [...results, ...rejected];
  const report = reportOf(all, { ...options, backend }, complete, submissions.length + rejected.length);
  await writeReport(report, out);
  console.log(printReport(report, { verbose: flags.verbose === true }));
  console.log(`Report: ${join(flags.out ?? defaultOut, 'index.html')}`);
  if (!reference) console.log(`Copies for students: ${join(flags.out ?? defaultOut, 'students')}`);
  const failed = results.filter(({ status }) => status === 'rejected').length;
  return exitCodeOf({ reference, complete, rejected: rejected.length + failed, results });
}

/** The solutions, as if a student had handed them in. */
async function takeInReference(): Promise<Intake> {
  const { submissions, rejections } = await takeIn([join(root, 'solutions')], root);
  return {
    submissions: submissions.map((each) => ({ ...each, name: 'reference solution', notes: [] })),
    rejections,
  };
}

type Options = Omit<ClassOptions, 'signal' | 'onResult' | 'onBackend'>;

function readArguments(args: readonly string[]): { paths: string[]; flags: Flags } {
  const command = new Command('npm run grade --')
    .description(
      'Grades submissions: folders, folders of folders, or zips. Without a path: the reference solution.',
    )
    .argument('[paths...]', 'what to grade')
    .option(
      '-j, --jobs <number>',
      'submissions at the same time',
      positive,
      Math.min(2, availableParallelism()),
    )
    .option('-o, --out <folder>', `where the report goes (default: ${defaultOut})`)
    .option(
      '-s, --stage <stage>',
      'only this stage, as 02 or attention or reversal; may be given again',
      collect,
      [],
    )
    .option('--seed <integer>', 'fixes hidden inputs and trainings', whole, 1)
    .option('--backend <name>', `${backendNames.join(', ')}; the fastest one when not given`)
    .option('--resume', 'go on where an interrupted grading stopped')
    .option('--force', 'replace the report that is in the folder')
    .option('--unsafe', 'grade without isolation where there is none; said on every page')
    .option('-v, --verbose', 'every failed test of every submission, and stack traces')
    .exitOverride()
    .parse(args, { from: 'user' });
  return { paths: command.args, flags: command.opts<Flags>() };
}

async function gradeVisibly(submissions: Parameters<typeof gradeClass>[0], options: Options) {
  const progress = startProgress({ label: 'grading', total: submissions.length });
  const interrupt = new AbortController();
  const stop = () => interrupt.abort();
  process.once('SIGINT', stop);
  try {
    const { results, backend } = await gradeClass(submissions, {
      ...options,
      signal: interrupt.signal,
      onBackend: ({ why }) => console.error(chalk.dim(why)),
      onResult: ({ name, score, maxScore }, done) =>
        progress.update(done, `${name}: ${score} of ${maxScore}`),
    });
    return { results, backend, complete: !interrupt.signal.aborted };
  } finally {
    progress.stop();
    process.off('SIGINT', stop);
  }
}

function reportOf(
  submissions: SubmissionReport[],
  { stems, seed, backend, isolation, milestone }: Options & { backend: BackendName },
  complete: boolean,
  planned: number,
): Report {
  const versions = { homework: homework.version, node: process.versions.node, tfjs: version.tfjs };
  const parts = milestone ? [...stems, reversalMilestone.stem] : [...stems];
  return {
    version: reportVersion,
    gradedAt: new Date().toISOString(),
    seed,
    backend,
    isolation,
    versions,
    stages: parts,
    complete,
    planned,
    submissions,
  };
}

/** The reference solution is trusted, so it may be graded where there is no isolation. */
async function isolationFor(reference: boolean, unsafe: boolean): Promise<Isolation> {
  if (unsafe) return 'none';
  const problem = await isolationProblem();
  if (problem === undefined) return 'bubblewrap';
  if (reference) return 'none';
  throw new UsageError(
    `submissions cannot be isolated here: ${problem}. \`npm run doctor\` says what to do; --unsafe grades them all the same, and says so on every page`,
  );
}

/** Which stages are meant, and whether the reversal is. */
function chosen(names: readonly string[]): { stems: string[]; milestone: boolean } {
  const milestone = names.length === 0 || names.includes(reversalMilestone.stem);
  const wanted = names.filter((name) => name !== reversalMilestone.stem).map((name) => findStage(name).stem);
  return {
    stems: stages.map(({ stem }) => stem).filter((stem) => names.length === 0 || wanted.includes(stem)),
    milestone,
  };
}

function exitCodeOf(end: {
  reference: boolean;
  complete: boolean;
  rejected: number;
  results: readonly SubmissionReport[];
}): number {
  if (!end.complete) return exitCode.interrupted;
  if (end.rejected > 0) return exitCode.usage;
  const full = end.results.every(({ score, maxScore }) => score === maxScore);
  return end.reference && !full ? exitCode.failed : exitCode.ok;
}

/** The backend that the flag or the environment variable asks for. */
function wish(flag: string | undefined): BackendName | undefined {
  const places = [
    { source: '--backend', value: flag },
    { source: backendVariable, value: process.env[backendVariable] || undefined },
  ];
  return wishedBackend(...places)?.name;
}

function positive(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number from 1 to 999.');
}

function whole(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected an integer from 0 to 999999999.');
}

function collect(value: string, before: string[]): string[] {
  if (value !== reversalMilestone.stem) findStage(value);
  return [...before, value];
}
