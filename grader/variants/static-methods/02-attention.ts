import * as tf from '@tensorflow/tfjs';

class Stage {
  static attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
    const dHead = q.shape.at(-1) as number;
    const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
    return tf.softmax(scores, -1);
  }

  static attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
    return tf.matMul(Stage.attentionPattern(q, k), v);
  }
}

export const attentionPattern = Stage.attentionPattern;
export const attention = Stage.attention;
