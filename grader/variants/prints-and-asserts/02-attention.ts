// Left in from the search for a bug: prints, timers and assertions.
import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  console.time('attentionPattern');
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  assert.equal(scores.rank, q.rank);
  console.log('scores', scores.shape);
  console.timeEnd('attentionPattern');
  return tf.softmax(scores, -1);
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return tf.matMul(attentionPattern(q, k), v);
}
