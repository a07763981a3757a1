/**
 * 03 Masking
 */
import * as tf from '@tensorflow/tfjs'

/** Formula (1) of the paper without its softmax. */
function scaledScores(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number
  return q.matMul(k, false, true).div(Math.sqrt(dHead))
}

export function causalMask(seq: number): tf.Tensor2D {
  return tf.linalg.bandPart(tf.ones([seq, seq]), -1, 0) as tf.Tensor2D // all below, none above
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  // mask 1 -> adds 0, mask 0 -> adds -1e9
  return scores.add(mask.sub(1).mul(1e9))
}

export function maskedAttention(
  q: tf.Tensor,
  k: tf.Tensor,
  v: tf.Tensor,
  mask: tf.Tensor,
): tf.Tensor {
  return applyMask(scaledScores(q, k), mask).softmax(-1).matMul(v)
}
