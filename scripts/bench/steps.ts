/** Training steps of the reference solution on everything that can train it, in turns. */
import { flopsOf, type SpeedSize, type StepTime, speedSizes } from '../../grader/speed';
import { measureInChild, readJson } from './children';
import { type Spread, spreadOf } from './spread';

/** What the steps run on. */
export const subjects = [
  'wasm',
  'shipped',
  'cpu',
  'native',
  'PyTorch',
  'PyTorch, 2 threads',
  'PyTorch, 128 bits',
] as const;

export type Subject = (typeof subjects)[number];

/** Milliseconds of a step on each subject, or why there are none. */
export interface StepTimes {
  readonly size: SpeedSize;
  /** By the clock: the median step of each round. */
  readonly clock: Partial<Record<Subject, Spread>>;
  /** Time of the processor, which other programs disturb less. Not known of PyTorch. */
  readonly processor: Partial<Record<Subject, Spread>>;
  readonly missing: Partial<Record<Subject, string>>;
}

export interface StepsOptions {
  readonly sizes: readonly SpeedSize[];
  readonly rounds: number;
  /** The Python that has PyTorch. */
  readonly python: string;
  readonly onMeasured: (what: string) => void;
}

/**
 * Keeps PyTorch and its libraries to vectors of 128 bits, the widest that WebAssembly has. They have no fused
 * multiply-add then.
 */
const narrow = {
  MKL_ENABLE_INSTRUCTIONS: 'SSE4_2',
  ONEDNN_MAX_CPU_ISA: 'SSE41',
  ATEN_CPU_CAPABILITY: 'default',
};

/** At most so many steps in a round, and no further one after so many ms. */
const [mostSteps, budget] = [300, 15_000];

/** Measures the sizes one after the other. */
export async function measureSteps(options: StepsOptions): Promise<StepTimes[]> {
  const all: StepTimes[] = [];
  for (const size of options.sizes) all.push(await measureSize(size, options));
  return all;
}

async function measureSize(
  size: SpeedSize,
  { rounds, python, onMeasured }: StepsOptions,
): Promise<StepTimes> {
  const times = new Map<Subject, StepTime[]>(subjects.map((subject) => [subject, []]));
  const missing: Partial<Record<Subject, string>> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) {
      if (missing[subject] !== undefined) continue;
      try {
        times.get(subject)?.push(await measure(size, subject, python));
      } catch (error) {
        missing[subject] = (error as Error).message;
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

/** @throws {Error} with the reason why there is nothing to measure */
function measure(size: SpeedSize, subject: Subject, python: string): Promise<StepTime> {
  const limits = [String(mostSteps), String(budget)];
  const isLarge = flopsOf(speedSizes[size]) > 1e9;
  if (isLarge && subject === 'cpu') throw new Error('left out: a step takes many seconds');
  if (!subject.startsWith('PyTorch')) return measureInChild<StepTime>('step', size, subject, ...limits);
  const threads = subject === 'PyTorch, 2 threads' ? '2' : '1';
  const env = subject === 'PyTorch, 128 bits' ? narrow : {};
  const config = JSON.stringify(speedSizes[size]);
  return readJson<StepTime>(python, ['scripts/bench/pytorch_step.py', config, threads, ...limits], env);
}

function spreads(
  times: ReadonlyMap<Subject, readonly StepTime[]>,
  value: (time: Partial<StepTime>) => number | undefined,
): Partial<Record<Subject, Spread>> {
  const found = [...times].map(
    ([subject, all]) => [subject, all.flatMap((time) => value(time) ?? [])] as const,
  );
  return Object.fromEntries(
    found.filter(([, values]) => values.length > 0).map(([subject, values]) => [subject, spreadOf(values)]),
  );
}
