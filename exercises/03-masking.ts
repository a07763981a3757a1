/**
 * 03 Masking
 *
 * Read:  notebooks/03-masking.ipynb; "Attention is all you need", section 3.2.3
 * Check: npm test 03
 */
import * as tf from '@tensorflow/tfjs';
import { todo } from '../lib/todo';

/**
 * Who may look at whom? A token sees itself and everything before it.
 *
 * @param seq - number of positions
 * @returns mask [seq, seq], float32: 1 where the query (row) may attend to the key (column), else 0
 * @example causalMask(2).print(); // [[1, 0], [1, 1]]
 */
export function causalMask(seq: number): tf.Tensor2D {
  // TODO 3a: may a token attend to itself?
  return todo('causalMask');
}

/**
 * Blocks scores, so that the softmax after it gives them no weight.
 *
 * Where `mask` is 1 the score stays as it is; where it is 0 it becomes a large negative number. Even a row
 * that is blocked everywhere must not turn into NaN in the softmax.
 *
 * @param scores - [..., queries, keys], before the softmax
 * @param mask - [queries, keys], 1 and 0; the same for every leading axis
 * @returns [..., queries, keys]
 */
export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  // TODO 3b: which score does the softmax turn into weight 0?
  return todo('applyMask');
}

/**
 * Attention in which each query sees only the keys that the mask allows.
 *
 * @param q - queries [..., queries, dHead]
 * @param k - keys    [..., keys, dHead]
 * @param v - values  [..., keys, dValue]
 * @param mask - [queries, keys], 1 where a query may attend to a key, else 0
 * @returns [..., queries, dValue]
 */
export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  // TODO 3c: does the mask come before or after the softmax?
  return todo('maskedAttention');
}
