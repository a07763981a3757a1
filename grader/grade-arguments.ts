/** What `npm run grade` is told on the command line. */
import { availableParallelism } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { backendVariable } from '../lib/backend';
import { type BackendName, wishedBackend } from '../lib/backend/choose';
import { readSeed } from '../lib/cli/seed-option';
import { UsageError } from '../lib/cli/start';
import { findStage, milestones, stages, type Track, tracks } from '../lib/course';

/** Where the report goes when nothing else is said. */
const defaultOut = 'report';

interface Flags {
  readonly jobs: number;
  readonly out?: string;
  readonly stage: string[];
  readonly track: Track | 'all';
  readonly seed?: number;
  readonly backend?: string;
  readonly diff?: string;
  readonly resume?: true;
  readonly force?: true;
  readonly notebooks: NotebookWish;
  readonly unsafe?: true;
  readonly verbose?: true;
}

/** `auto`: those that are handed in are executed again where that is possible. */
const notebookWishes = ['auto', 'on', 'off'] as const;

export type NotebookWish = (typeof notebookWishes)[number];

/** What is to be graded, and how. */
export interface GradeArguments {
  readonly paths: readonly string[];
  /** The folder of the report, as it was given. */
  readonly out: string;
  /** Whether an older report in it may go. */
  readonly replace: boolean;
  readonly resume: boolean;
  /** The folder with the older report to compare with. */
  readonly diff: string | undefined;
  readonly verbose: boolean;
  /** Grade also where submissions cannot be isolated. */
  readonly unsafe: boolean;
  readonly stems: readonly string[];
  /** Stems of the milestones, in the order of the course. */
  readonly milestones: readonly string[];
  readonly notebooks: NotebookWish;
  /** Undefined when none was asked for. */
  readonly seed: number | undefined;
  readonly backend: BackendName | undefined;
  readonly jobs: number;
}

/**
 * @throws {CommanderError} for a flag that is wrong, and to end after `--help`
 * @throws {RangeError} for a stage or a backend that does not exist
 */
export function readGradeArguments(args: readonly string[]): GradeArguments {
  const command = gradeOptions().exitOverride().parse(args, { from: 'user' });
  const { stage, track, jobs, seed, ...flags } = command.opts<Flags>();
  return {
    paths: command.args,
    out: flags.out ?? defaultOut,
    replace: flags.out === undefined || flags.force === true,
    resume: flags.resume === true,
    diff: flags.diff,
    verbose: flags.verbose === true,
    unsafe: flags.unsafe === true,
    notebooks: flags.notebooks,
    ...chosen(stage, track),
    seed,
    backend: wish(flags.backend),
    jobs,
  };
}

function gradeOptions(): Command {
  const jobs = Math.min(2, availableParallelism());
  const stage = 'only this stage, as 02 or attention or reversal or speech; may be given again';
  const track = new Option('-t, --track <track>', 'grade this track where no stage is named');
  const notebooks = new Option(
    '--notebooks <when>',
    'execute notebooks again: where it is possible, always, never',
  );
  return new Command('npm run grade --')
    .description(
      'Grades submissions: folders, folders of folders, or zips. Without a path: the reference solution.',
    )
    .argument('[paths...]', 'what to grade')
    .option('-j, --jobs <number>', 'submissions at the same time', positive, jobs)
    .option('-o, --out <folder>', `where the report goes (default: ${defaultOut})`)
    .option('-s, --stage <stage>', stage, collect, [])
    .addOption(track.choices([...tracks, 'all']).default('core'))
    .option('--seed <integer>', 'fixes hidden inputs and trainings; drawn anew when not given', readSeed)
    .option('--backend <name>', 'wasm or cpu; wasm when not given')
    .addOption(notebooks.choices(notebookWishes).default('auto'))
    .option('--resume', 'go on where an interrupted grading stopped')
    .option('--force', 'replace the report that is in the folder')
    .option('--diff <folder>', 'show who moves by how much since the report in that folder')
    .option('--unsafe', 'grade without isolation; every page says so')
    .option('-v, --verbose', 'every failed test of every submission, and stack traces');
}

/** Which stages and milestones are meant. */
function chosen(
  names: readonly string[],
  track: Flags['track'],
): Pick<GradeArguments, 'stems' | 'milestones'> {
  const isMeant = (part: { track: Track }) => track === 'all' || part.track === track;
  if (names.length === 0) {
    const stemsOf = (parts: readonly { stem: string; track: Track }[]) =>
      parts.filter(isMeant).map(({ stem }) => stem);
    return { stems: stemsOf(stages), milestones: stemsOf(milestones) };
  }
  const wanted = names.filter((name) => !isMilestone(name)).map((name) => findStage(name).stem);
  return {
    stems: stages.map(({ stem }) => stem).filter((stem) => wanted.includes(stem)),
    milestones: milestones.map(({ stem }) => stem).filter((stem) => names.includes(stem)),
  };
}

function isMilestone(name: string): boolean {
  return milestones.some(({ stem }) => stem === name);
}

/** The backend that the flag or the environment variable asks for. */
function wish(flag: string | undefined): BackendName | undefined {
  const places = [
    { source: '--backend', value: flag },
    { source: backendVariable, value: process.env[backendVariable] || undefined },
  ];
  const found = wishedBackend(...places);
  if (found?.name !== 'native') return found?.name;
  throw new UsageError(
    `native (${found.source}) is not for grading: submissions run in sandboxes, which have wasm and cpu; ask for one of those`,
  );
}

function positive(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected a number from 1 to 999.');
}

function collect(value: string, before: string[]): string[] {
  if (!isMilestone(value)) findStage(value);
  return [...before, value];
}
