/** Training steps of the reference solution on everything that can train it, in turns. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../lib/root';
import { lastLine, measureInChild, reasonOf } from './children';
import { flopsOf, type SizeName, sizeNames, sizes } from './sizes';
import { type Spread, spreadOf } from './spread';
import type { StepTime } from './training-step';

/** What the steps run on. */
export const subjects = ['wasm', 'shipped', 'cpu', 'native', 'PyTorch', 'PyTorch, 2 threads'] as const;

export type Subject = (typeof subjects)[number];

/** Milliseconds of a step on each subject, or why there are none. */
export interface StepTimes {
  readonly size: SizeName;
  /** Where it was measured, the median step of each round. */
  readonly clock: Partial<Record<Subject, Spread>>;
  /** Time of the processor, which other programs disturb less. Not known of PyTorch. */
  readonly processor: Partial<Record<Subject, Spread>>;
  readonly missing: Partial<Record<Subject, string>>;
}

/** So long may the steps of one measurement take, more or less, in ms. */
const budget = 6_000;

/** V8 compiles during the first ones, and the rest have a median. */
const [fewestSteps, mostSteps] = [6, 300];

/** GFLOP/s, more or less: that decides how many steps are measured the first time. */
const guessed: Record<Subject, number> = {
  wasm: 15,
  shipped: 1,
  cpu: 0.3,
  native: 15,
  PyTorch: 20,
  'PyTorch, 2 threads': 20,
};

interface StepOptions {
  readonly rounds: number;
  /** The Python that has PyTorch. */
  readonly python: string;
  readonly onMeasured: (what: string) => void;
}

/** Measures the sizes one after the other. */
export async function measureSteps(options: StepOptions, names = sizeNames): Promise<StepTimes[]> {
  const all: StepTimes[] = [];
  for (const name of names) all.push(await measureSize(name, options));
  return all;
}

async function measureSize(size: SizeName, { rounds, python, onMeasured }: StepOptions): Promise<StepTimes> {
  const times = new Map<Subject, StepTime[]>(subjects.map((subject) => [subject, []]));
  const missing: Partial<Record<Subject, string>> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      const reason = missing[subject] ?? tooSlow(size, subject);
      if (reason !== undefined) {
        missing[subject] = reason;
        continue;
      }
      try {
        times.get(subject)?.push(await measure(size, subject, python, times.get(subject)?.[0]));
      } catch (error) {
        missing[subject] = reasonOf(error);
      }
      onMeasured(`${size} on ${subject}`);
    }
  }
  return {
    size,
    clock: spreads(times, ({ clock }) => clock),
    processor: spreads(times, ({ processor }) => processor),
    missing,
  };
}

/** A step of 5 million parameters takes minutes there, and says nothing new. */
function tooSlow(size: SizeName, subject: Subject): string | undefined {
  const isLarge = size === '1M' || size === '5M';
  return isLarge && subject === 'cpu' ? 'left out: a step takes many seconds' : undefined;
}

/** @param earlier - of the same, so that the number of steps fits the time */
async function measure(
  size: SizeName,
  subject: Subject,
  python: string,
  earlier: StepTime | undefined,
): Promise<StepTime> {
  const step = earlier?.clock ?? flopsOf(sizes[size]) / (guessed[subject] * 1e6);
  const steps = Math.round(Math.min(mostSteps, Math.max(fewestSteps, budget / step)));
  if (!subject.startsWith('PyTorch')) return measureInChild<StepTime>('step', size, subject, String(steps));
  const file = join(root, 'scripts/bench/pytorch_step.py');
  const threads = subject === 'PyTorch' ? '1' : '2';
  const { stdout } = await promisify(execFile)(python, [
    file,
    JSON.stringify(sizes[size]),
    `${steps}`,
    threads,
  ]);
  return lastLine<StepTime>(stdout);
}

function spreads(
  times: ReadonlyMap<Subject, readonly StepTime[]>,
  value: (time: StepTime) => number | undefined,
): Partial<Record<Subject, Spread>> {
  const found = [...times].map(
    ([subject, all]) => [subject, all.flatMap((time) => value(time) ?? [])] as const,
  );
  return Object.fromEntries(
    found.filter(([, values]) => values.length > 0).map(([subject, values]) => [subject, spreadOf(values)]),
  );
}
