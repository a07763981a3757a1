/** The matchers of the course. Each takes a `hint`: the likely cause, shown below the fact. */

import type * as tf from '@tensorflow/tfjs';
import { expect } from 'vitest';
import type { ClaimKind } from '../../lib/course';
import type { Health } from '../../lib/health/health';
import { hintSeparator } from '../../lib/results';
import { isTodo } from '../../lib/todo';
import {
  defaultTolerance,
  describeValue,
  difference,
  type Expected,
  earlierChange,
  errorShare,
  notFinite,
  sameness,
  shapeDifference,
  type Tolerance,
} from './compare';
import { type Data, dataDifference, dataShare } from './data';
import { ailmentOf, type HealthAspect } from './health-words';
import { measure, observe } from './observe';

interface Hinted {
  /** The likely cause of a failure, in a sentence that does not give the code away. */
  readonly hint?: string;
}

interface TensorMatchers<R> {
  /** The shape and every number are as expected, within the tolerance. */
  toMatchTensor(expected: Expected, options?: Hinted & Partial<Tolerance>): R;
  /** The value is plain data (numbers, texts, lists and records of them) and as expected; more keys than expected are allowed. */
  toMatchData(expected: Data, options?: Hinted & Partial<Tolerance>): R;
  /** The value is a tensor of this shape; -1 fits every size. */
  toHaveShape(shape: readonly number[], options?: Hinted): R;
  /** The value is a tensor of this shape without NaN and infinities. */
  toBeFiniteTensor(shape: readonly number[], options?: Hinted): R;
  /** The value has the shape of another tensor, and other numbers. */
  toDifferFrom(other: tf.Tensor, options?: Hinted): R;
  /**
   * The value [..., seq, features], computed after the token at position `changed` was replaced, equals `before`
   * at every earlier position. `what` names the numbers in the message.
   */
  toIgnoreLaterToken(changed: number, before: tf.Tensor, options?: Hinted & { readonly what?: string }): R;
  /** The value is the {@link Health} of a function, and in one respect nothing is wrong with it. Brings its own hints. */
  toBeHealthy(aspect: HealthAspect): R;
  /** The value is a function; called, it throws (or rejects with) a RangeError. Always `await` it. */
  toThrowRangeError(options?: Hinted): Promise<R>;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: the declaration has to repeat vitest's own
  interface Matchers<T = any> extends TensorMatchers<T> {}
  interface TaskMeta {
    /** Other functions of the stage that the test calls: when one of them is wrong, a failure does not count. */
    beside?: readonly string[];
  }
  interface TestTags {
    kind: ClaimKind;
  }
}

/** The outcome of one assertion; what a failed one received is kept for the diagnosis. */
function verdict(wrong: string | undefined, options: Hinted | undefined, negated: string, seen: () => void) {
  if (wrong !== undefined) seen();
  const hint = options?.hint ? `${hintSeparator}${options.hint}` : '';
  return { pass: wrong === undefined, message: () => `${wrong ?? negated}${hint}` };
}

expect.extend({
  toMatchTensor(received: unknown, expected: Expected, options?: Hinted & Partial<Tolerance>) {
    const tolerance = { ...defaultTolerance, ...options };
    measure(errorShare(received, expected, tolerance));
    return verdict(difference(received, expected, tolerance), options, 'expected the numbers to differ', () =>
      observe(received),
    );
  },
  toMatchData(received: unknown, expected: Data, options?: Hinted & Partial<Tolerance>) {
    const tolerance = { ...defaultTolerance, ...options };
    measure(dataShare(received, expected, tolerance));
    return verdict(dataDifference(received, expected, tolerance), options, 'expected other data', () =>
      observe(received),
    );
  },
  toHaveShape(received: unknown, shape: readonly number[], options?: Hinted) {
    return verdict(shapeDifference(received, shape), options, `expected another shape than [${shape}]`, () =>
      observe(received, 'shape'),
    );
  },
  toBeFiniteTensor(received: unknown, shape: readonly number[], options?: Hinted) {
    const wrong = shapeDifference(received, shape) ?? notFinite(received as tf.Tensor);
    return verdict(wrong, options, 'expected a number that is not finite', () => observe(received, 'shape'));
  },
  toDifferFrom(received: unknown, other: tf.Tensor, options?: Hinted) {
    return verdict(sameness(received, other), options, 'expected the numbers to stay the same', () =>
      observe(received),
    );
  },
  toIgnoreLaterToken(
    received: unknown,
    changed: number,
    before: tf.Tensor,
    options?: Hinted & { readonly what?: string },
  ) {
    const wrong = earlierChange(received, before, changed, options?.what ?? 'output');
    return verdict(wrong, options, `expected token ${changed} to change an earlier position`, () =>
      observe(received),
    );
  },
  toBeHealthy(received: Health, aspect: HealthAspect) {
    const { fact, hint } = ailmentOf(received, aspect) ?? {};
    return verdict(
      fact,
      hint === undefined ? undefined : { hint },
      `expected something wrong with the ${aspect}`,
      () => undefined,
    );
  },
  async toThrowRangeError(received: unknown, options?: Hinted) {
    const { wrong, thrown } = await settle(received as () => unknown);
    return verdict(wrong, options, 'expected no RangeError', () => observe(thrown));
  },
});

async function settle(run: () => unknown): Promise<{ wrong: string | undefined; thrown?: unknown }> {
  try {
    await run();
    return { wrong: 'expected a RangeError, but nothing was thrown' };
  } catch (error) {
    if (isTodo(error)) throw error;
    // Also a class of the student's own that extends it, whatever its name.
    const right = error instanceof RangeError || (error instanceof Error && error.name === 'RangeError');
    if (right) return { wrong: undefined };
    return { wrong: `expected a RangeError, received ${describeValue(error)}`, thrown: error };
  }
}
