import * as tf from '@tensorflow/tfjs';
import { reductionOf } from './axes';
import { addressOf } from './module';
import type { FastCall } from './register';

/** `sum` of float32 over neighbouring axes, without a transpose. */
export const sum = (call: FastCall) => reduce(call, false);

/** `mean`, likewise. */
export const mean = (call: FastCall) => reduce(call, true);

function reduce({ inputs, attrs, backend, kernels }: FastCall, isMean: boolean): tf.TensorInfo | undefined {
  const x = inputs.x as tf.TensorInfo;
  if (x.dtype !== 'float32' || tf.util.sizeFromShape(x.shape) === 0) return undefined;
  const axes = tf.util.parseAxisParam(attrs.axis as number[], x.shape);
  const reduction = reductionOf(x.shape, axes);
  if (!reduction) return undefined;
  const [outShape] = tf.backend_util.computeOutAndReduceShapes(x.shape, axes);
  const shape = attrs.keepDims ? tf.backend_util.expandShapeToKeepDim(outShape, axes) : outShape;
  const result = backend.makeOutput(shape, 'float32');
  const [from, to] = [addressOf(backend, x), addressOf(backend, result)];
  const { before, summed, behind } = reduction;
  const divisor = isMean ? summed : 1;
  if (behind === 1) kernels.sumRows(from, to, before, summed, divisor);
  else kernels.sumColumns(from, to, before, summed, behind, divisor);
  return result;
}
