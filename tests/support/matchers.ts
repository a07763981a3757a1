/** The matchers of the course. Each takes a `hint`: the likely cause, shown below the fact. */

import type * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import { isTodo } from '../../lib/todo';
import { difference, type Expected, notFinite, shapeDifference, type Tolerance } from './compare';

interface Hinted {
  /** The likely cause of a failure, in a sentence that does not give the code away. */
  readonly hint?: string;
}

interface TensorMatchers<R> {
  /** The shape and every number are as expected, within the tolerance. */
  toMatchTensor(expected: Expected, options?: Hinted & Partial<Tolerance>): R;
  /** The value is a tensor of this shape; -1 fits every size. */
  toHaveShape(shape: readonly number[], options?: Hinted): R;
  /** The value is a tensor of this shape without NaN and infinities. */
  toBeFiniteTensor(shape: readonly number[], options?: Hinted): R;
  /** The value is a function; called, it throws (or rejects with) a RangeError. Always `await` it. */
  toThrowRangeError(options?: Hinted): Promise<R>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration has to repeat vitest's own
  interface Matchers<T = any> extends TensorMatchers<T> {}
  interface TestTags {
    kind: 'shape' | 'example' | 'property' | 'fixture';
  }
}

/** Between the fact and the likely cause in every message; the runner splits the two here. */
export const hintSeparator = '\nhint: ';

function verdict(wrong: string | undefined, options: Hinted | undefined, negated: string) {
  const hint = options?.hint ? `${hintSeparator}${options.hint}` : '';
  return { pass: wrong === undefined, message: () => (wrong === undefined ? negated : `${wrong}${hint}`) };
}

expect.extend({
  toMatchTensor(received: unknown, expected: Expected, options?: Hinted & Partial<Tolerance>) {
    const tolerance = { absolute: options?.absolute ?? 1e-4, relative: options?.relative ?? 1e-4 };
    return verdict(difference(received, expected, tolerance), options, 'expected the numbers to differ');
  },
  toHaveShape(received: unknown, shape: readonly number[], options?: Hinted) {
    return verdict(shapeDifference(received, shape), options, `expected another shape than [${shape}]`);
  },
  toBeFiniteTensor(received: unknown, shape: readonly number[], options?: Hinted) {
    const wrong = shapeDifference(received, shape) ?? notFinite(received as tf.Tensor);
    return verdict(wrong, options, 'expected a number that is not finite');
  },
  async toThrowRangeError(received: unknown, options?: Hinted) {
    const outcome = await settle(received as () => unknown);
    return verdict(outcome, options, 'expected no RangeError');
  },
});

async function settle(run: () => unknown): Promise<string | undefined> {
  try {
    await run();
    return 'expected a RangeError, but nothing was thrown';
  } catch (error) {
    if (isTodo(error)) throw error;
    if (error instanceof Error && error.name === 'RangeError') return undefined;
    return `expected a RangeError, received ${error instanceof Error ? error.name : typeof error}: ${String((error as Error)?.message ?? error)}`;
  }
}
