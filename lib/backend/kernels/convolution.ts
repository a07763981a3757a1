import * as tf from '@tensorflow/tfjs';
import { wrapKernel } from '../registry';

/**
 * Makes the gradient for the weights of a convolution of width 1, an MLP to some, what it is: one product of
 * matrices. The shipped kernel takes hundreds of times as long.
 */
export function registerConvolution(backendName: string): void {
  wrapKernel(tf.Conv2DBackpropFilter, backendName, (shipped) => (call) => {
    const { x, dy } = call.inputs as { x: tf.Tensor; dy: tf.Tensor };
    const { filterShape, dataFormat } = call.attrs as unknown as tf.Conv2DBackpropFilterAttrs;
    const [height, width, from, to] = filterShape;
    const sameTokens = x.size / from === dy.size / to;
    if (height * width > 1 || dataFormat !== 'NHWC' || !sameTokens) return shipped(call);
    return tf.tidy(
      () => tf.matMul(x.reshape([-1, from]), dy.reshape([-1, to]), true).reshape(filterShape) as tf.Tensor,
    );
  });
}
