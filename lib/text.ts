/** Given types for text as tokens; all of it is plain data. */
import * as tf from '@tensorflow/tfjs';

/** Cuts text into tokens and numbers them: the id of a token is its place in `vocabulary`. */
export interface Tokenizer {
  readonly kind: 'character' | 'word';
  readonly vocabulary: readonly string[];
}

/** Rows of token ids, and for each of them the token that comes next. */
export interface Examples {
  /** [rows][seq] */
  readonly inputs: readonly (readonly number[])[];
  /** [rows][seq]: `targets[row][t]` comes right after `inputs[row][t]`. */
  readonly targets: readonly (readonly number[])[];
}

/** {@link Examples} as tensors, both [batch, seq], int32. */
export interface TokenBatch {
  readonly inputs: tf.Tensor2D;
  readonly targets: tf.Tensor2D;
}

/** Some examples as tensors. The caller disposes them. */
export function batchOf({ inputs, targets }: Examples): TokenBatch {
  const tensor = (rows: readonly (readonly number[])[]): tf.Tensor2D =>
    tf.tensor2d(rows.flat(), [rows.length, rows[0]?.length ?? 0], 'int32');
  return { inputs: tensor(inputs), targets: tensor(targets) };
}
