/** Follows a run of the stage tests, and sums it up for the student. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestError } from 'vitest';
import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { exitCode } from '../cli/start';
import { type Stage, stages } from '../course';
import type { TestRecord } from '../results';
import { judgeStage, type StageVerdict } from '../verdict';
import { blame } from './blame';
import { recordsOf, stageOfFile } from './collect';
import { summary } from './summary';

export interface ReporterOptions {
  /** The stages that were asked for; none: all. */
  readonly stems: readonly string[];
  readonly verbose: boolean;
}

/** Tests that passed, that are wrong, and that are not started or blocked. */
export interface Progress {
  readonly passed: number;
  readonly wrong: number;
  readonly open: number;
}

/** How long a test may keep everything waiting before it is called endless, in ms. */
const patience = 15_000;

export class StageReporter implements Reporter {
  private vitest: Vitest | undefined;
  private readonly records = new Map<string, readonly TestRecord[]>();
  protected readonly problems = new Map<string, string>();
  private readonly hung: TestRecord[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: ReporterOptions) {}

  onInit(vitest: Vitest): void {
    this.vitest = vitest;
  }

  onTestCaseReady(test: TestCase): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.giveUp(test), patience);
  }

  onTestCaseResult(): void {
    clearTimeout(this.timer);
  }

  onTestModuleEnd(module: TestModule): void {
    clearTimeout(this.timer);
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
      }),
    );
    return count(verdicts, this.problems.size);
  }

  /** The stages that have run so far, in order. */
  protected judge(): StageVerdict[] {
    const records = [...[...this.records.values()].flat(), ...this.hung];
    const ran = stages.filter(
      ({ stem }) => this.records.has(stem) || this.hung.some((each) => each.stage === stem),
    );
    const asked = ran.length > 0 ? ran : stages.filter((stage) => this.isAsked(stage));
    return blame(
      asked.map((stage) => judgeStage(stage, records)),
      readExercises(this.vitest?.config.root ?? '.'),
    );
  }

  private isAsked({ stem }: Stage): boolean {
    return this.options.stems.length === 0 || this.options.stems.includes(stem);
  }

  /** An endless loop cannot be interrupted from inside: say which function it is, and leave. */
  private giveUp(test: TestCase): void {
    const stem = stageOfFile(test.module.moduleId);
    const functionName = test.parent.type === 'suite' ? test.parent.name : '';
    const message = `did not come back within ${patience / 1000} s: an endless loop?`;
    this.records.set(
      stem,
      recordsOf(test.module).filter(({ title }) => title !== test.name),
    );
    this.hung.push({
      stage: stem,
      functionName,
      title: test.name,
      kind: 'property',
      hidden: false,
      outcome: 'timed out',
      message,
    });
    this.finish();
    this.leave();
  }

  /** Ends the process, and with it the thread that never comes back. */
  protected leave(): void {
    process.exit(exitCode.failed);
  }
}

function count(verdicts: readonly StageVerdict[], broken: number): Progress {
  const functions = verdicts.flatMap((verdict) => verdict.functions);
  const records = functions.flatMap((each) =>
    each.records.map((record) => ({ ...record, status: each.status })),
  );
  const passed = records.filter(({ outcome }) => outcome === 'passed').length;
  const open = records.filter(
    ({ outcome, status }) => outcome === 'not started' || (outcome !== 'passed' && status === 'blocked'),
  ).length;
  return { passed, open, wrong: records.length - passed - open + broken };
}

/** A file that cannot be loaded, in one line. */
function loadProblem(error: TestError): string {
  const own = error.stacks?.find(({ file }) => /[\\/]exercises[\\/]/.test(file));
  const place = own ? ` (exercises/${own.file.split(/[\\/]/).at(-1)}:${own.line})` : '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what has to go
  const text = error.message.replace(/\u001b\[[0-9;]*m/g, '').trim();
  return `${error.name}: ${text}${place}`;
}

function readExercises(root: string): Map<string, string> {
  const folder = join(root, 'exercises');
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder).filter((name) => /\.(ts|js)$/.test(name));
  return new Map(files.map((name) => [`exercises/${name}`, readFileSync(join(folder, name), 'utf8')]));
}
