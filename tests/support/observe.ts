/** Leaves behind, with the test, what an assertion saw: the diagnosis compares it with known mistakes. */
import * as tf from '@tensorflow/tfjs';
import { TestRunner } from 'vitest';
import {
  type Observation,
  observeData,
  observeOther,
  observeShape,
  observeTensor,
} from '../../lib/diagnosis/observation';
import { described } from '../../lib/results';

declare module 'vitest' {
  interface TaskMeta {
    /** What the assertion saw that failed. */
    observed?: Observation;
    /** The largest error of all comparisons so far, as a share of the tolerance. */
    errorShare?: number;
  }
}

/** What a failed assertion received. `shape`: its numbers may be anything, as long as the shape is right. */
export function observe(received: unknown, only: 'numbers' | 'shape' = 'numbers'): void {
  const test = TestRunner.getCurrentTest();
  if (test) test.meta.observed = observationOf(received, only);
}

/** How near a comparison came to its tolerance, passed or not. */
export function measure(share: number | undefined): void {
  const test = TestRunner.getCurrentTest();
  if (test && share !== undefined) test.meta.errorShare = Math.max(test.meta.errorShare ?? 0, share);
}

function observationOf(received: unknown, only: 'numbers' | 'shape'): Observation {
  if (received instanceof tf.Tensor) {
    return only === 'shape'
      ? observeShape(received.shape)
      : observeTensor(received.shape, received.dataSync());
  }
  if (received instanceof Error) return observeOther(received.name);
  if (isData(received)) return observeData(received);
  return observeOther(Array.isArray(received) ? 'array' : typeof received);
}

/** Not what another process has only described. */
function isData(received: unknown): boolean {
  if (typeof received === 'object') return received !== null && !(described in received);
  return typeof received === 'number' || typeof received === 'string' || typeof received === 'boolean';
}
