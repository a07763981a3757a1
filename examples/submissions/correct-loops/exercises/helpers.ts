// Things that more than one exercise needs.
import * as tf from '@tensorflow/tfjs';

/** Size of an axis; negative numbers count from the end. */
export function sizeOf(x: tf.Tensor, axis: number): number {
  const size = x.shape[axis < 0 ? x.rank + axis : axis];
  if (size === undefined) throw new RangeError(`no axis ${axis} in [${x.shape}]`);
  return size;
}

/** Softmax over the last axis. The largest score is taken off first, or exp gets too big. */
export function mySoftmax(x: tf.Tensor): tf.Tensor {
  const largest = tf.max(x, -1, true);
  const exps = tf.exp(tf.sub(x, largest));
  const sums = tf.sum(exps, -1, true);
  return tf.div(exps, sums);
}

/** Dot product of every query with every key, divided by the root of their length. */
export function scaledDotProducts(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = sizeOf(q, -1);
  const products = tf.matMul(q, k, false, true);
  return tf.div(products, Math.sqrt(dHead));
}
