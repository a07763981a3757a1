import * as tf from '@tensorflow/tfjs';
import { setKernel } from '../registry';

/**
 * Registers `unsortedSegmentSum`, the gradient of `gather`, as one pass over the rows. The shipped kernel makes a
 * pass for each row of the embedding.
 */
export function registerSegmentSum(): void {
  setKernel({
    kernelName: tf.UnsortedSegmentSum,
    backendName: 'cpu',
    kernelFunc: ({ inputs, attrs, backend }) => {
      const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
      const cpu = backend as tf.KernelBackend;
      const count = attrs?.numSegments as number;
      const shape = [count, ...x.shape.slice(segmentIds.shape.length)];
      const sums = tf.util.getTypedArrayFromDType(
        x.dtype as 'float32' | 'int32',
        tf.util.sizeFromShape(shape),
      );
      addRows(cpu.readSync(x.dataId), cpu.readSync(segmentIds.dataId), sums, count);
      return { dataId: cpu.write(sums, shape, x.dtype), shape, dtype: x.dtype };
    },
  });
}

type Numbers = Float32Array | Int32Array | Uint8Array;

/** Adds row i of `rows` to row `ids[i]` of `sums`; an id outside of it is dropped. */
function addRows(
  rows: tf.backend_util.BackendValues,
  ids: tf.backend_util.BackendValues,
  sums: Numbers,
  count: number,
): void {
  const width = sums.length / count;
  const values = rows as Numbers;
  (ids as Numbers).forEach((id, row) => {
    if (id < 0 || id >= count) return;
    for (let column = 0; column < width; column += 1) {
      const at = id * width + column;
      sums[at] = (sums[at] as number) + (values[row * width + column] as number);
    }
  });
}
