import * as tf from '@tensorflow/tfjs';

const shippedProd = tf.getGradient(tf.Prod);

/** The shipped gradient takes axis -1 for an axis of its own. */
export const prod: tf.GradConfig = {
  ...shippedProd,
  gradFunc: (dy, saved, attrs) => {
    const [x] = saved as [tf.Tensor];
    const axis = tf.util.parseAxisParam(attrs.axis as number | number[], x.shape);
    return shippedProd.gradFunc(dy, saved, { ...attrs, axis });
  },
};
