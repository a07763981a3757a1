/** What `npm run bench` found, as it stands in `bench.json`. */
import type { Grading } from './grading';
import type { Machine } from './machine';
import type { InUse } from './memory';
import type { StepProfile } from './profile';
import type { Spread } from './spread';
import type { StartUp } from './start-up';
import type { StepTimes } from './steps';

/** Parts that were not asked for are not there. */
export interface Results {
  /** ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  readonly rounds: number;
  readonly steps?: readonly StepTimes[];
  /** Of the steps on wasm. */
  readonly profiles?: readonly StepProfile[];
  /** Floating-point operations in a second, at most, with 128-bit SIMD on one core. */
  readonly peak?: Spread;
  readonly startUp?: StartUp;
  readonly grading?: Grading;
  readonly memory?: readonly InUse[];
}

export const parts = ['steps', 'start', 'grading', 'memory'] as const;

export type Part = (typeof parts)[number];
