/** What a row of the table of conformance says, and the numbers that its cases are tried on. */
import * as tf from '@tensorflow/tfjs';

/**
 * What the inputs hold: numbers far from each other and from corners; NaN, the infinities and zeros of both signs; numbers where exp
 * overflows or vanishes; small whole numbers; whole numbers that float32 cannot hold.
 */
export type Kind = 'float32' | 'special' | 'extreme' | 'int32' | 'large' | 'bool' | 'string';

/** One operation, tried on every kind with every group of shapes. */
export interface Operation {
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** The shapes of the inputs of a case, such as `[2,3] [3]`. */
  readonly shapes: readonly string[];
  readonly run: (...x: tf.Tensor[]) => tf.Tensor | tf.Tensor[];
  readonly options: Options;
}

export interface Options {
  /** float32 is drawn from here; without it from -2 to 2. */
  readonly between?: readonly [number, number];
  /** A step or a draw has no slope by nature. */
  readonly slope?: false;
  /** The operation on one number of each input, after broadcasting, for the results of cpu. */
  readonly plain?: (...x: number[]) => number;
  /** 0 may come out for −0. */
  readonly eitherZero?: true;
  /** It makes weights of its own, which stay. */
  readonly keeps?: true;
  readonly note?: string;
}

/** Makes a row. */
export function operation(
  name: string,
  kinds: string,
  shapes: readonly string[],
  run: Operation['run'],
  options: Options = {},
): Operation {
  return { name, kinds: kinds.split(' ') as Kind[], shapes, run, options };
}

/** One call: the kind of its inputs and their shapes. */
export interface Case {
  readonly operation: Operation;
  readonly kind: Kind;
  readonly shapes: string;
}

/** Every kind with every group of shapes. */
export function casesOf(operation: Operation): Case[] {
  return operation.kinds.flatMap((kind) => operation.shapes.map((shapes) => ({ operation, kind, shapes })));
}

export interface Input {
  readonly shape: number[];
  readonly values: readonly (number | string)[];
  readonly dtype: tf.DataType;
}

const dtypes: Readonly<Record<Kind, tf.DataType>> = {
  ...{
    float32: 'float32',
    special: 'float32',
    extreme: 'float32',
    int32: 'int32',
    large: 'int32',
    bool: 'bool',
  },
  string: 'string',
};

const specials = [Number.NaN, Number.POSITIVE_INFINITY, -0, 1, Number.NEGATIVE_INFINITY, 0, -2.5];
const extremes = [100, -100, 88.5, 3e38, -87.5, 1e-30, -3e38, 20, -1e-30, -20, 0.5].map(Math.fround);
const large = [2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1, -3, -(2 ** 24) - 1, 7];

/** The inputs of a case; the same on every call. */
export function inputsOf({ operation, kind, shapes }: Case): Input[] {
  const list = shapes.split(' ').map((shape) => JSON.parse(shape) as number[]);
  const count = list.map(tf.util.sizeFromShape).reduce((a, b) => a + b, 0);
  const [low, high] = operation.options.between ?? [-2, 2];
  let next = 0;
  const number = () => {
    const place = next++;
    if (kind === 'float32') return spread(place, count, low, high);
    if (kind === 'special') return specials[(place * 3) % 7] as number;
    if (kind === 'extreme') return extremes[(place * 4) % 11] as number;
    if (kind === 'large') return large[(place * 5) % 6] as number;
    if (kind === 'int32') return ((place * 5 + 3) % 9) - 4;
    return (place * 7) % 5 < 2 ? 1 : 0;
  };
  const letter = () => `word ${(next++ * 5 + 3) % 9}`;
  return list.map((shape) => ({
    shape,
    dtype: dtypes[kind],
    values: Array.from<unknown, number | string>(
      { length: tf.util.sizeFromShape(shape) },
      kind === 'string' ? letter : number,
    ),
  }));
}

/** A grid out of order, so that no two numbers are closer than a finite difference, nor one close to a half. */
function spread(place: number, count: number, low: number, high: number): number {
  const stride = [7, 11, 13, 17].find((step) => count % step !== 0) ?? 1;
  const value = low + (((place * stride) % count) + 0.5) * ((high - low) / count);
  const fromHalf = 2 * value - Math.round(2 * value);
  if (Math.abs(fromHalf) > 0.06) return Math.fround(value);
  return Math.fround(Math.round(2 * value) / 2 + (fromHalf < 0 ? -0.03 : 0.03));
}

/** As a tensor of the backend in use. */
export function tensorOf({ shape, values, dtype }: Input): tf.Tensor {
  return tf.tensor(values as number[], shape, dtype);
}
