/** Follows a run of the stage tests, and sums it up for the student. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { exitCode } from '../cli/start';
import { type Stage, stages } from '../course';
import { diagnosed } from '../diagnosis/diagnose';
import type { TestRecord } from '../results';
import { judgeStage, type StageVerdict, weightOf } from '../verdict';
import { blame } from './blame';
import { recordOf, recordsOf, stageOfFile } from './collect';
import { type LoadProblem, loadProblem } from './load-problem';
import { summary } from './summary';
import { type Announcement, patience, Watchdog } from './watchdog';

export interface ReporterOptions {
  /** The stages that were asked for; none: all. */
  readonly stems: readonly string[];
  readonly verbose: boolean;
  /** Says something about the written questions of the stages that ran. */
  readonly written?: (stems: readonly string[]) => string | undefined;
}

/** Tests that passed, that are wrong, and that are not started or blocked. */
export interface Progress {
  readonly passed: number;
  readonly wrong: number;
  readonly open: number;
}

export class StageReporter implements Reporter {
  private vitest: Vitest | undefined;
  private readonly records = new Map<string, readonly TestRecord[]>();
  protected readonly problems = new Map<string, LoadProblem>();
  private readonly watchdog = new Watchdog(
    (last) => this.giveUpTest(last),
    (path) => this.giveUpFile(path),
  );
  private ended = true;

  constructor(private readonly options: ReporterOptions) {}

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestModuleQueued(module: TestModule): void {
    this.watchdog.fileBegins(module.moduleId);
  }

  onTestModuleEnd(module: TestModule): void {
    this.watchdog.rest();
    const stem = stageOfFile(module.moduleId);
    this.records.set(stem, recordsOf(module));
    const error = module.errors()[0];
    if (error) this.problems.set(stem, loadProblem(error));
    else this.problems.delete(stem);
  }

  /** Prints the summary of the run so far. */
  finish(): Progress {
    const verdicts = this.judge();
    const filtered = Boolean(this.vitest?.config.testNamePattern);
    console.log(
      summary({
        verdicts,
        problems: this.problems,
        filtered,
        verbose: this.options.verbose,
        all: this.options.stems.length === 0,
        ended: this.ended,
        written: this.options.written?.(verdicts.map(({ stem }) => stem)),
      }),
    );
    return count(verdicts, this.problems.size);
  }

  /** The stages that have run so far, in order. */
  protected judge(): StageVerdict[] {
    const records = [...this.records.values()].flat();
    const ran = stages.filter(({ stem }) => this.records.has(stem));
    const asked = ran.length > 0 ? ran : stages.filter((stage) => this.isAsked(stage));
    const verdicts = blame(
      asked.map((stage) => judgeStage(stage, records)),
      readExercises(this.vitest?.config.root ?? '.'),
    );
    return verdicts.map(diagnosed);
  }

  private isAsked({ stem }: Stage): boolean {
    return this.options.stems.length === 0 || this.options.stems.includes(stem);
  }

  /** Says which function does not come back, and leaves. What vitest has not heard of yet was announced. */
  private giveUpTest({ id, passed }: Announcement): void {
    const test = this.testOf(id);
    if (test) {
      const known = recordsOf(test.module);
      const announced = passed.flatMap((each) => this.testOf(each) ?? []).map(recordOf);
      const unheard = announced.filter((each) => !known.some((other) => isSame(each, other)));
      const message = `did not come back within ${patience.test} s: an endless loop?`;
      const hung: TestRecord = { ...recordOf(test), outcome: 'timed out', message };
      this.records.set(stageOfFile(test.module.moduleId), [...known, ...unheard, hung]);
    }
    this.giveUp();
  }

  private giveUpFile(path: string): void {
    const stem = stageOfFile(path);
    const message = `did not load within ${patience.file} s: an endless loop outside of a function?`;
    this.records.set(stem, []);
    this.problems.set(stem, { message, stem: undefined });
    this.giveUp();
  }

  private giveUp(): void {
    this.ended = false;
    this.finish();
    this.leave();
  }

  private testOf(id: string): TestCase | undefined {
    const found = this.vitest?.state.getReportedEntityById(id);
    return found?.type === 'test' ? found : undefined;
  }

  /** Ends the process, and with it the thread that never comes back. */
  protected leave(): void {
    process.exit(exitCode.failed);
  }
}

function count(verdicts: readonly StageVerdict[], broken: number): Progress {
  const functions = verdicts.flatMap((verdict) => verdict.functions);
  const records = functions.flatMap((each) =>
    each.records
      .filter((record) => weightOf(record) > 0)
      .map((record) => ({ ...record, status: each.status })),
  );
  const passed = records.filter(({ outcome }) => outcome === 'passed').length;
  const open = records.filter(
    ({ outcome, status }) => outcome === 'not started' || (outcome !== 'passed' && status === 'blocked'),
  ).length;
  return { passed, open, wrong: records.length - passed - open + broken };
}

function isSame(a: TestRecord, b: TestRecord): boolean {
  return a.functionName === b.functionName && a.title === b.title;
}

function readExercises(root: string): Map<string, string> {
  const folder = join(root, 'exercises');
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((name) => /\.(ts|js)$/.test(name));
  return new Map(files.map((name) => [`exercises/${name}`, readFileSync(join(folder, name), 'utf8')]));
}
