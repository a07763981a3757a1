/** How long it takes until a backend is ready, and what a student waits for. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { engineFlags } from '../../lib/cli/engine.mjs';
import { tensorFlowBundle } from '../../lib/tensorflow/bundle';
import { collect, StudentCopy, solution } from '../../tests/grader/support/student-copy';
import { readJson } from './children';
import { type Spread, spreadOf } from './spread';

/** Everything here is in ms. */
export interface StartUp {
  /** From the first line of a process to a backend that has multiplied. */
  readonly ready: Readonly<Record<Way, Spread>>;
  /** From the command to its end. */
  readonly student: Readonly<Record<'first npm test 02' | 'npm test 02' | 'watch: run after a save', Spread>>;
}

/** Where TensorFlow.js comes from. */
export const ways = ['packages', 'bundle'] as const;

export type Way = (typeof ways)[number];

export async function measureStartUp(rounds: number, onMeasured: (what: string) => void): Promise<StartUp> {
  const folder = await tensorFlowBundle(engineFlags);
  const program = [...engineFlags, 'lib/cli/run.mjs', 'scripts/bench/ready.ts'];
  const times: Record<Way, number[]> = { packages: [], bundle: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const way of ways) {
      times[way].push(await readJson<number>(process.execPath, [...program, way, folder]));
      onMeasured(`backend ready from ${way}`);
    }
  }
  const ready = { packages: spreadOf(times.packages), bundle: spreadOf(times.bundle) };
  return { ready, student: await measureStudent(rounds, onMeasured) };
}

async function measureStudent(
  rounds: number,
  onMeasured: (what: string) => void,
): Promise<StartUp['student']> {
  const copy = await StudentCopy.make();
  try {
    await copy.begin(['01', '02']);
    const [first, again]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      for (const cache of ['.cache', 'node_modules/.cache', 'node_modules/.vite', 'node_modules/.vitest']) {
        await rm(join(copy.folder, cache), { recursive: true, force: true });
      }
      first.push(await timeOf(copy));
      again.push(await timeOf(copy));
      onMeasured('npm test 02');
    }
    const watch = await measureWatch(copy, rounds);
    onMeasured('watch');
    return {
      'first npm test 02': spreadOf(first),
      'npm test 02': spreadOf(again),
      'watch: run after a save': spreadOf(watch),
    };
  } finally {
    await copy.remove();
  }
}

async function timeOf(copy: StudentCopy): Promise<number> {
  const before = performance.now();
  const { code, stdout } = await copy.run('test', ['02']);
  if (code !== 0) throw new Error(`npm test 02 ended with ${code}: ${stdout}`);
  return performance.now() - before;
}

/** From a save to the summary that it changes: right and wrong in turns. */
async function measureWatch(copy: StudentCopy, rounds: number): Promise<number[]> {
  const stem = '02-attention';
  const right = await solution(stem);
  const wrong = await solution(stem, '.div(Math.sqrt(dHead))', '');
  const child = copy.start('watch', '02');
  try {
    const said = collect(child.stdout);
    await until(() => said().includes('waiting for a save'));
    const times: number[] = [];
    for (let save = 0; save < 2 * rounds; save += 1) {
      await new Promise((resolve) => setTimeout(resolve, 1_000)); // nobody saves twice in a second
      const seen = said().length;
      const before = performance.now();
      await copy.write(stem, save % 2 === 0 ? wrong : right);
      await until(() => said().slice(seen).includes('waiting for a save'));
      times.push(performance.now() - before);
    }
    return times;
  } finally {
    child.kill();
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = performance.now() + 60_000;
  while (!isSo()) {
    if (performance.now() > end) throw new Error('npm run watch says nothing');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
