import * as tf from '@tensorflow/tfjs';

/** The gradient of softmax by hand: p · (dy − Σ p · dy). */
export const softmax = tf.customGrad((x, save) => {
  const e = (x as tf.Tensor).sub((x as tf.Tensor).max(-1, true)).exp();
  const p = e.div(e.sum(-1, true));
  (save as tf.GradSaveFunc)([p]);
  return {
    value: p,
    gradFunc: (dy, saved) => {
      const [pattern] = saved as [tf.Tensor];
      const weighted = (dy as tf.Tensor).mul(pattern);
      return weighted.sub(pattern.mul(weighted.sum(-1, true)));
    },
  };
});
