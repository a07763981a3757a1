/** Runs the tests of the course on a submission, in a vitest that stays warm from one submission to the next. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { TestSequencer, TestSpecification, Vitest } from 'vitest/node';
import { createVitest } from 'vitest/node';
import { stages } from '../../lib/course';
import type { TestRecord } from '../../lib/results';
import { root } from '../../lib/root';
import { recordsOf, stageOfFile } from '../../lib/runner/collect';
import { quickTensorFlow } from '../../lib/runner/tensorflow';
import { warmThread } from '../../lib/runner/warm-thread';
import type { SubjectSpec } from '../subject/client';

const marker = '\0subject:';

/** What to run, and on what. */
export interface RunPlan {
  readonly stems: readonly string[];
  readonly seed: number;
  readonly subject: SubjectSpec;
}

/** What a run found. */
export interface TestRun {
  /** One for each test, in order of the files. */
  readonly records: TestRecord[];
  /** What each stage has printed, by stem: in the words of the submission. */
  readonly printed: ReadonlyMap<string, string>;
}

export class TestRunner {
  private constructor(private readonly vitest: Vitest) {}

  /** Starts a vitest of its own; each grading job has one. */
  static async start(): Promise<TestRunner> {
    const listeners = process.listeners('SIGINT');
    const vitest = await createVitest(
      'test',
      {
        config: false,
        root,
        watch: false,
        include: ['tests/[0-9][0-9]-*.test.ts', 'tests/hidden/[0-9][0-9]-*.test.ts'],
        setupFiles: [join(root, 'grader/run/setup.ts')],
        strictTags: false,
        reporters: [{}],
        isolate: false,
        maxWorkers: 1,
        sequence: { sequencer: InGivenOrder },
        testTimeout: 0,
        coverage: { enabled: false },
      },
      {
        plugins: [subjectModules(), ...(await quickTensorFlow()), warmThread()],
        logLevel: 'silent',
        clearScreen: false,
        cacheDir: 'node_modules/.cache/grader',
      },
    );
    // Ctrl-C is the grader's to handle: vitest would end the process before the finished results are reported.
    for (const added of process.listeners('SIGINT')) {
      if (!listeners.includes(added)) process.off('SIGINT', added);
    }
    return new TestRunner(vitest);
  }

  /**
   * Runs public and hidden tests of some stages on a submission.
   *
   * @throws {Error} when the tests themselves cannot be run: a fault of the course, never of a submission
   */
  async run({ stems, seed, subject }: RunPlan): Promise<TestRun> {
    const project = this.vitest.getRootProject();
    project.provide('subject', subject);
    project.provide('seed', seed);
    const specifications = stems.flatMap((stem) => this.filesOf(stem));
    const run = await this.vitest.runTestSpecifications(specifications, false);
    // Vitest also gives back those of earlier runs.
    const asked = new Set(specifications.map(({ moduleId }) => moduleId));
    const testModules = run.testModules.filter(({ moduleId }) => asked.has(moduleId));
    const broken = testModules.flatMap((module) => module.errors());
    const first = broken[0] ?? run.unhandledErrors[0];
    if (first) throw new Error(`the tests could not be run: ${(first as Error).message}`);
    return {
      records: testModules.flatMap((module) => recordsOf(module)),
      // The last file of a stage knows of those before it.
      printed: new Map(
        testModules.map((module) => [stageOfFile(module.moduleId), module.meta().printed ?? '']),
      ),
    };
  }

  async close(): Promise<void> {
    await this.vitest.close();
  }

  private filesOf(stem: string): TestSpecification[] {
    const project = this.vitest.getRootProject();
    return [`tests/${stem}.test.ts`, `tests/hidden/${stem}.test.ts`]
      .map((file) => join(root, file))
      .filter((file) => existsSync(file))
      .map((file) => project.createSpecification(file));
  }
}

/** Public and hidden tests of a stage one after the other, so that its process is started once. */
class InGivenOrder implements TestSequencer {
  shard(files: TestSpecification[]): TestSpecification[] {
    return files;
  }

  sort(files: TestSpecification[]): TestSpecification[] {
    return files;
  }
}

/** Puts proxies in the place of `#impl/NN-stem`: one function for each name in the manifest. */
function subjectModules() {
  return {
    name: 'subject-modules',
    enforce: 'pre' as const,
    resolveId: (id: string) => (id.startsWith('#impl/') ? marker + id.slice('#impl/'.length) : undefined),
    load(id: string) {
      if (!id.startsWith(marker)) return undefined;
      const stem = id.slice(marker.length);
      const functions = stages.find((stage) => stage.stem === stem)?.functions ?? [];
      const proxy = JSON.stringify(join(root, 'grader/run/proxy.ts'));
      return [
        `import { subjectFunction } from ${proxy};`,
        ...functions.map(({ name }) => `export const ${name} = subjectFunction('${stem}', '${name}');`),
      ].join('\n');
    },
  };
}
