/**
 * 03 Masking
 *
 * Read:  "Attention is all you need", section 3.2.3
 * Check: npm test 03
 */
import * as tf from '@tensorflow/tfjs';
import { mySoftmax, scaledDotProducts } from './helpers';

/**
 * Row = who looks, column = who is looked at.
 */
export function causalMask(seq: number): tf.Tensor2D {
  const rows: tf.Tensor1D[] = [];
  for (let i = 0; i < seq; i++) {
    // i + 1 ones, then zeros
    const ones = tf.ones([i + 1]) as tf.Tensor1D;
    rows.push(ones.pad([[0, seq - i - 1]]));
  }
  return tf.stack(rows) as tf.Tensor2D;
}

/**
 * Adds 0 where the mask is 1, and -1e9 where it is 0.
 */
export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const penalty = tf.mul(tf.sub(1, mask), -1e9);
  return tf.add(scores, penalty);
}

/**
 * Scores, mask, softmax, values: in this order.
 */
export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const scores = scaledDotProducts(q, k);
  const masked = applyMask(scores, mask);
  const pattern = mySoftmax(masked);
  return tf.matMul(pattern, v);
}
