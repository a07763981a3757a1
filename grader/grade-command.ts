/** `npm run grade`: the reference solution; `npm run grade -- PATH…`: submissions. */
import { join, resolve } from 'node:path';
import chalk from 'chalk';
import type { BackendName } from '../lib/backend';
import { exitCode, UsageError, userFolder } from '../lib/cli/start';
import { findPython, jupyterAdvice } from '../lib/notebooks/python';
import { root } from '../lib/root';
import { startProgress } from '../lib/terminal/progress';
import homework from '../package.json';
import { readOldReport } from './diff/old-report';
import { showChanges } from './diff/show';
import { type GradeArguments, readGradeArguments } from './grade-arguments';
import { type ClassOptions, fullResult, gradeClass } from './grade-class';
import { installedVersion } from './installed-version';
import { findSubmissions } from './intake/find';
import type { Found } from './intake/submission';
import { isolationProblem } from './isolation/choose';
import type { Isolation } from './isolation/layers';
import { prepareOutput, removeAllDrafts } from './output';
import { rejectedResult } from './rejected-result';
import { type Report, reportPieces, writeReport } from './report';
import { reportVersion, type SubmissionReport } from './report/schema';
import { chooseSeed, keepSeed, keptSeed, reportedSeed, seedSentence } from './seed';
import { StorageError } from './whole-file';
import type { Row } from './workers/job';

/** What the tests of the isolation ask for besides. */
type Untold = Pick<ClassOptions, 'without'>;

/**
 * @param args - paths and flags
 * @returns 0 when everything was graded; 1 when the reference solution has not all points; 2 when a path could
 *   not be graded; 130 when interrupted
 * @throws {UsageError} when there is nothing that could be graded, or no place to keep it
 */
export async function gradeCommand(args: string[], untold: Untold = {}): Promise<number> {
  const options = { ...readGradeArguments(args), ...untold };
  const out = resolve(userFolder(), options.out);
  // Before anything is written: a slip of the pen must not cost an older report.
  const old =
    options.diff === undefined ? undefined : await readOldReport(resolve(userFolder(), options.diff), out);
  const isolation = await isolationFor(options);
  await checkNotebooks(options, isolation);
  const lock = await prepareOutput(out, options);
  try {
    const seed = await seedFor(options, out, old);
    console.error(chalk.dim(seedSentence(seed)));
    return await new Grading({ ...options, seed, isolation }, { out, scratch: lock.scratch }, old).run();
  } finally {
    await lock.release();
  }
}

/** The reference solution is trusted: it may be graded where nothing can be isolated. */
async function isolationFor({ paths, unsafe }: GradeArguments): Promise<Isolation> {
  if (unsafe) return 'none';
  const problem = await isolationProblem();
  if (problem === undefined) return 'bubblewrap';
  if (paths.length === 0) return 'none';
  throw new UsageError(
    `submissions cannot be isolated here: ${problem}. \`npm run doctor\` says what to do; --unsafe grades them all the same, and says so on every page`,
  );
}

/** @throws {UsageError} when notebooks have to be executed and cannot be */
async function checkNotebooks({ notebooks }: GradeArguments, isolation: Isolation): Promise<void> {
  if (notebooks !== 'on') return;
  if (isolation === 'none')
    throw new UsageError('--notebooks on: notebooks are executed in a sandbox, and there is none here');
  if (!(await findPython())) throw new UsageError(`--notebooks on: ${jupyterAdvice}`);
}

/** A grading that goes on, or is compared with another, takes up the seed of that one. */
async function seedFor({ seed, paths, resume }: GradeArguments, out: string, old: Report | undefined) {
  const earlier = resume ? ((await keptSeed(join(out, 'results'))) ?? (await reportedSeed(out))) : undefined;
  return chooseSeed({ given: seed, reference: paths.length === 0, earlier: earlier ?? old?.seed });
}

/** All that is decided before a grading begins. */
type Decided = Omit<GradeArguments, 'seed'> &
  Untold & { readonly seed: number; readonly isolation: Isolation };

/** One run of the command, once it is clear where everything goes. */
class Grading {
  private readonly results: string;
  private readonly isReference: boolean;
  private finished = 0;
  private planned = 0;

  constructor(
    private readonly options: Decided,
    private readonly folders: { readonly out: string; readonly scratch: string },
    private readonly old: Report | undefined,
  ) {
    this.results = join(folders.out, 'results');
    this.isReference = options.paths.length === 0;
  }

  async run(): Promise<number> {
    try {
      await keepSeed(this.results, this.options.seed);
      const found = await this.find();
      const { rows, backend, complete } = await this.grade(found);
      const report = this.reportOf(rows, backend, complete);
      await this.publish(report, rows);
      return this.exitCodeOf(report);
    } catch (error) {
      throw error instanceof StorageError ? this.noRoom(error) : error;
    }
  }

  private async find(): Promise<Found> {
    const found = this.isReference
      ? await findSubmissions([join(root, 'solutions')], root)
      : await findSubmissions(this.options.paths, userFolder());
    for (const note of found.notes) console.error(chalk.dim(note));
    this.planned = found.candidates.length + found.rejections.length;
    this.finished = found.rejections.length;
    return found;
  }

  /** The rows of all that was found, the solutions as if a student had handed them in. */
  private async grade({ candidates, rejections }: Found) {
    const { rows, ...graded } = await this.gradeVisibly(candidates);
    const rejected = rejections.map((each) => ({ report: rejectedResult(each, this.options) }));
    const all: Row[] = [...rows, ...rejected];
    for (const { report } of all) if (report.problem) console.error(`error: ${report.problem}`);
    const name = 'reference solution';
    const named = ({ report, ...row }: Row): Row => ({ ...row, report: { ...report, name, notes: [] } });
    return { ...graded, rows: this.isReference ? all.map(named) : all };
  }

  private async gradeVisibly(candidates: Found['candidates']) {
    const progress = startProgress({ label: 'grading', total: candidates.length });
    const interrupt = new AbortController();
    const stop = () => interrupt.abort();
    process.once('SIGINT', stop);
    try {
      const graded = await gradeClass(candidates, {
        ...this.options,
        // The solutions have none.
        notebooks: this.isReference ? 'off' : this.options.notebooks,
        results: this.results,
        scratch: this.folders.scratch,
        older: this.old && join(resolve(userFolder(), this.options.diff ?? ''), 'results'),
        signal: interrupt.signal,
        onBackend: ({ why }) => console.error(chalk.dim(why)),
        onRow: ({ report: { name, score, maxScore } }, done) => {
          this.finished += 1;
          progress.update(done, `${name}: ${score} of ${maxScore}`);
        },
      });
      return { ...graded, complete: !interrupt.signal.aborted };
    } finally {
      progress.stop();
      process.off('SIGINT', stop);
    }
  }

  private reportOf(rows: readonly Row[], backend: BackendName, complete: boolean): Report {
    const { seed, stems, milestones, isolation } = this.options;
    return {
      version: reportVersion,
      gradedAt: new Date().toISOString(),
      seed,
      backend,
      isolation,
      versions: {
        homework: homework.version,
        node: process.versions.node,
        tfjs: installedVersion('@tensorflow/tfjs'),
      },
      stages: [...stems, ...milestones],
      complete,
      planned: this.planned,
      submissions: rows.map(({ report }) => report),
    };
  }

  /** Writes and prints everything; of the full results one at a time is in memory. */
  private async publish(report: Report, rows: readonly Row[]): Promise<void> {
    const rowOf = new Map(rows.map((row) => [row.report.name, row]));
    const fullOf = (slim: SubmissionReport) =>
      fullResult(rowOf.get(slim.name) ?? { report: slim }, this.results);
    await writeReport(report, this.folders.out, fullOf);
    await removeAllDrafts(this.folders.out);
    const { verbose, out } = this.options;
    for (const piece of reportPieces(report, { verbose, fullOf })) console.log(piece);
    console.log(`Report: ${join(out, 'index.html')}`);
    if (!this.isReference) console.log(`Copies for students: ${join(out, 'students')}`);
    if (this.old) {
      await showChanges(this.old, report, this.folders.out);
      console.log(`Changes: ${join(out, 'changes.html')}`);
    }
  }

  private exitCodeOf({ complete, submissions }: Report): number {
    if (!complete) return exitCode.interrupted;
    if (submissions.some(({ status }) => status === 'rejected')) return exitCode.usage;
    const full = submissions.every(({ score, maxScore }) => score === maxScore);
    return this.isReference && !full ? exitCode.failed : exitCode.ok;
  }

  private noRoom({ message }: StorageError): UsageError {
    const kept = `${this.finished} of ${this.planned} submissions are finished and kept in ${this.results}`;
    return new UsageError(`${message}; ${kept}. Put that right, then go on with --resume`);
  }
}
