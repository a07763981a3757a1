// The logarithm of the sum of exponentials minus the logit of the target; rows of the table one by one.
import * as tf from '@tensorflow/tfjs';
import type { BigramParams } from '../lib/parameters';

export function bigram({ table }: BigramParams, tokens: tf.Tensor2D) {
  return tf.stack(tf.unstack(tokens).map((ids) => tf.gather(table, ids.toInt()))) as tf.Tensor3D;
}
export function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  return tf.tidy(() => {
    const rows = logits.reshape([-1, logits.shape.at(-1)!]);
    const chosen = tf.oneHot(targets.flatten().toInt(), rows.shape[1]!);
    const picked = rows.mul(chosen).sum(1);
    const total = rows.logSumExp(1).sub(picked).sum();
    return total.div(targets.size) as tf.Scalar;
  });
}
export const perplexity = (loss: number) => Math.exp(loss);
