/** Seeded inputs and parameters. The numbers are of a size at which no softmax saturates. */
import * as tf from '@tensorflow/tfjs';
import type { BlockParams } from '../../lib/parameters';
import { randomParams } from '../../lib/random-parameters';
import type { Flat } from './compare';

export { randomParams, silence } from '../../lib/random-parameters';

type Pair = readonly [number, number];
type Triple = readonly [number, number, number];
type Quadruple = readonly [number, number, number, number];

/** Numbers from N(0, `deviation`), the same for one seed on every backend. */
export function normal(shape: readonly [number], seed: number, deviation?: number): tf.Tensor1D;
export function normal(shape: Pair, seed: number, deviation?: number): tf.Tensor2D;
export function normal(shape: Triple, seed: number, deviation?: number): tf.Tensor3D;
export function normal(shape: Quadruple, seed: number, deviation?: number): tf.Tensor4D;
export function normal(shape: readonly number[], seed: number, deviation?: number): tf.Tensor;
export function normal(shape: readonly number[], seed: number, deviation = 1): tf.Tensor {
  return tf.randomNormal([...shape], 0, deviation, 'float32', seed);
}

/** Parameters of one block, drawn as in {@link randomParams}. */
export function randomBlock(sizes: { dModel: number; dFf: number }, seed: number): BlockParams {
  const config = { ...sizes, vocab: 1, seq: 1, heads: 1, layers: 1 };
  return randomParams(config, seed).blocks[0] as BlockParams;
}

/** A mask [queries, keys] of 1 and 0, from a rule. */
export function maskWhere(
  queries: number,
  keys: number,
  visible: (query: number, key: number) => boolean,
): tf.Tensor2D {
  const row = (query: number) => Array.from({ length: keys }, (_, key) => (visible(query, key) ? 1 : 0));
  return tf.tensor2d(Array.from({ length: queries }, (_, query) => row(query)));
}

/** The causal mask [seq, seq]; the tests do not take it from the student. */
export function causal(seq: number): tf.Tensor2D {
  return maskWhere(seq, seq, (query, key) => key <= query);
}

/** The tensor that a fixture keeps as sizes and flat values. */
export function tensorOf<T extends tf.Tensor = tf.Tensor>({ shape, values }: Flat, dtype?: 'int32'): T {
  return tf.tensor(Array.from(values), [...shape], dtype) as T;
}

/** Makes tensors of everything that a fixture keeps as sizes and flat values, such as all parameters. */
export function tensorsOf<T>(tree: unknown): T {
  if (Array.isArray(tree)) return tree.map((item) => tensorsOf(item)) as T;
  if (isFlat(tree)) return tensorOf(tree) as T;
  return Object.fromEntries(
    Object.entries(tree as object).map(([name, item]) => [name, tensorsOf(item)]),
  ) as T;
}

function isFlat(tree: unknown): tree is Flat {
  return typeof tree === 'object' && tree !== null && 'shape' in tree && 'values' in tree;
}
