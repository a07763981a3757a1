/** The small model on which influence is measured, and the tokens that it reads. */
import * as tf from '@tensorflow/tfjs';
import type { TransformerConfig, TransformerParams } from '../parameters';
import type { Random } from '../random';

/** As `transformer` of stage 06, in this process or in another. */
export type Forward = (
  params: TransformerParams,
  tokens: tf.Tensor2D,
  config: TransformerConfig,
) => unknown | Promise<unknown>;

/** Every size is different, so that a swapped axis cannot pass for the right one. */
export const leakConfig: TransformerConfig = {
  vocab: 50,
  seq: 6,
  dModel: 12,
  heads: 3,
  dFf: 20,
  layers: 2,
};

/** Token ids, row by row. */
export type Tokens = readonly (readonly number[])[];

/** The rows of a batch in which a token is replaced: one for each position. Before and after them lies one more. */
export function changedRows({ seq }: TransformerConfig): number[] {
  return Array.from({ length: seq }, (_, position) => position + 1);
}

/**
 * A batch of `seq + 2` sequences in which no token occurs twice.
 *
 * @throws {RangeError} when the vocabulary is too small for that
 */
export function drawTokens({ vocab, seq }: TransformerConfig, random: Random): number[][] {
  const batch = seq + 2;
  if (vocab < batch * seq) {
    throw new RangeError(`Expected vocab to be at least (seq + 2) · seq = ${batch * seq}, got ${vocab}`);
  }
  const all = random.shuffle(Array.from({ length: vocab }, (_, token) => token));
  return Array.from({ length: batch }, (_, row) => all.slice(row * seq, (row + 1) * seq));
}

/** Replaces one token in each of some rows: the one at position `row - 1`. */
export function replaceTokens(
  tokens: Tokens,
  rows: readonly number[],
  { vocab }: TransformerConfig,
  random: Random,
): number[][] {
  return tokens.map((sequence, row) =>
    sequence.map((token, position) => {
      const other = (token + 1 + random.below(vocab - 1)) % vocab;
      return rows.includes(row) && position === row - 1 ? other : token;
    }),
  );
}

/**
 * The logits of a batch as plain numbers [batch, seq, vocab].
 *
 * @throws {TypeError} when the function does not return a tensor of finite numbers of that shape
 * @throws whatever the function throws
 */
export async function logitsOf(
  forward: Forward,
  params: TransformerParams,
  tokens: Tokens,
  config: TransformerConfig,
): Promise<Float32Array> {
  const inputs = tokenTensor(tokens);
  try {
    return finiteNumbers(await forward(params, inputs, config), [...inputs.shape, config.vocab]);
  } finally {
    inputs.dispose();
  }
}

/** Token ids as a tensor [batch, seq]. */
export function tokenTensor(tokens: Tokens): tf.Tensor2D {
  return tf.tensor2d(tokens.flat(), [tokens.length, tokens[0]?.length ?? 0], 'int32');
}

function finiteNumbers(value: unknown, shape: readonly number[]): Float32Array {
  if (!(value instanceof tf.Tensor) || !tf.util.arraysEqual(value.shape, [...shape])) {
    throw new TypeError(`transformer did not return logits [${shape.join(', ')}]`);
  }
  const numbers = new Float32Array(value.dataSync());
  value.dispose();
  if (numbers.every(Number.isFinite)) return numbers;
  throw new TypeError('transformer returned logits that are not finite');
}

/** As `tf.tidy`, for a value of any type. */
export function tidied<T>(work: () => T): T {
  return tf.tidy(work as () => tf.TensorContainer) as T;
}
