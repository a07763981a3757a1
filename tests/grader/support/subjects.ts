/** Small submissions in real processes. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Isolation } from '../../../grader/isolation/layers';
import { bundleStage } from '../../../grader/subject/bundle';
import type { SubjectSpec } from '../../../grader/subject/client';
import { prepareRuntime, type Runtime } from '../../../grader/subject/runtime';
import { Subject, type Times } from '../../../grader/subject/subject';
import { type BackendName, startBackend } from '../../../lib/backend';
import type { Texts } from './folders';
import { isolation } from './isolation';

/** Times that a test can wait for, and a busy machine can keep. */
export const shortTimes: Times = {
  call: 1_500,
  retry: 2_000,
  callAfterTimeout: 1_000,
  examination: 5_000,
  training: 3_000,
};

/**
 * A place to start submissions from; what is still running ends with the test file.
 *
 * @param folder - for host and bundles
 * @param kind - `none` for code that has to leave a trace on this machine
 */
export function subjectsIn(folder: string, kind: Isolation = isolation) {
  const started: Subject[] = [];
  let runtime: Runtime;
  let count = 0;
  beforeAll(async () => {
    await startBackend({ prefer: 'cpu' });
    runtime = await prepareRuntime(folder, kind);
  });
  afterAll(() => {
    for (const subject of started) subject.close();
  });

  /** Bundles the stages of a submission: `files` by path, each stage by its stem. */
  const specOf = async (files: Texts, backend: BackendName = 'cpu', shared = true): Promise<SubjectSpec> => {
    const place = join(folder, `${count++}`);
    mkdirSync(place);
    const all = new Map(Object.entries(files));
    const stems = [...all.keys()].flatMap((path) => /^exercises\/(\d\d-[\w-]+)\.ts$/.exec(path)?.[1] ?? []);
    const bundles = await Promise.all(
      stems.map((stem) => bundleStage(runtime, all, stem, join(place, stem), { reference: false })),
    );
    return { runtime, backend, shared, stages: Object.fromEntries(bundles.map((each) => [each.stem, each])) };
  };

  return {
    specOf,
    /** A submission of one stage with this text, `02-attention` when nothing else is said. */
    async start(text: string, { stem = '02-attention', times }: { stem?: string; times?: Times } = {}) {
      return this.startAll({ [`exercises/${stem}.ts`]: text }, times);
    },
    async startAll(files: Texts, times?: Times, backend?: BackendName, shared?: boolean): Promise<Subject> {
      const subject = new Subject(await specOf(files, backend, shared), times);
      started.push(subject);
      return subject;
    },
    /** How many processes of these submissions are running. */
    running: () => processesWith(folder),
  };
}

/** How many processes have a text in their command line. */
function processesWith(text: string): number {
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'args='], { encoding: 'utf8' }).split('\n');
  return lines.filter((line) => line.includes(text)).length;
}
