/** Operations that pick elements of x: each element gets back the sum of the gradients at the places it went to. */
import * as tf from '@tensorflow/tfjs';

export const noSlope = (indices: tf.Tensor) => () => tf.zeros(indices.shape);

/**
 * The gradient of any operation that picks.
 *
 * @param pick - the operation; here it picks among the numbers 0, 1, 2, … in place of the elements
 */
export function sumOfPicked(x: tf.Tensor, dy: tf.Tensor, pick: (numbers: tf.Tensor) => tf.Tensor): tf.Tensor {
  const numbers = tf.range(0, x.size, 1, 'int32').reshape(x.shape);
  return tf.unsortedSegmentSum(dy.flatten(), pick(numbers).flatten(), x.size).reshape(x.shape);
}

export const stridedSlice: tf.GradConfig = {
  kernelName: tf.StridedSlice,
  inputsToSave: ['x'],
  gradFunc: (dy, saved, attrs) => {
    const [x] = saved as [tf.Tensor];
    const { begin, end, strides } = attrs as unknown as tf.StridedSliceAttrs;
    const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } =
      attrs as unknown as tf.StridedSliceAttrs;
    const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask] as const;
    return {
      x: () =>
        sumOfPicked(x, dy as tf.Tensor, (numbers) => tf.stridedSlice(numbers, begin, end, strides, ...masks)),
    };
  },
};

export const gatherNd: tf.GradConfig = {
  kernelName: tf.GatherNd,
  inputsToSave: ['params', 'indices'],
  gradFunc: (dy, saved) => {
    const [params, indices] = saved as [tf.Tensor, tf.Tensor];
    return {
      params: () => sumOfPicked(params, dy as tf.Tensor, (numbers) => tf.gatherND(numbers, indices)),
      indices: noSlope(indices),
    };
  },
};

export const scatterNd: tf.GradConfig = {
  kernelName: tf.ScatterNd,
  inputsToSave: ['indices'],
  gradFunc: (dy, saved) => {
    const [indices] = saved as [tf.Tensor];
    return { updates: () => tf.gatherND(dy as tf.Tensor, indices), indices: noSlope(indices) };
  },
};

/** Whole rows are added up, not single elements: the row of an embedding is long. */
export const gather: tf.GradConfig = {
  kernelName: tf.GatherV2,
  inputsToSave: ['x', 'indices'],
  gradFunc: (dy, saved, attrs) => {
    const [x, indices] = saved as [tf.Tensor, tf.Tensor];
    const { axis, batchDims } = attrs as unknown as tf.GatherV2Attrs;
    return { x: () => sumOfRows(dy as tf.Tensor, x, indices, axis, batchDims), indices: noSlope(indices) };
  },
};

function sumOfRows(
  dy: tf.Tensor,
  x: tf.Tensor,
  indices: tf.Tensor,
  axis: number,
  batchDims: number,
): tf.Tensor {
  const [place = 0] = tf.util.parseAxisParam(axis, x.shape);
  const { batchSize, outerSize, sliceSize, dimSize } = tf.backend_util.segment_util.collectGatherOpShapeInfo(
    x,
    indices,
    place,
    batchDims,
  );
  const picks = indices.size / batchSize;
  if (batchSize * outerSize === 1) {
    const sums = tf.unsortedSegmentSum(dy.reshape([picks, sliceSize]), indices.flatten(), dimSize);
    return sums.reshape(x.shape);
  }
  const rows = dy.reshape([batchSize, outerSize, picks, sliceSize]).transpose([0, 2, 1, 3]);
  const firstOfBatch = tf.range(0, batchSize, 1, 'int32').mul(tf.scalar(dimSize, 'int32')).expandDims(1);
  const ids = indices.reshape([batchSize, picks]).add(firstOfBatch).flatten().cast('int32') as tf.Tensor1D;
  const sums = tf.unsortedSegmentSum(
    rows.reshape([batchSize * picks, outerSize * sliceSize]),
    ids,
    batchSize * dimSize,
  );
  return sums.reshape([batchSize, dimSize, outerSize, sliceSize]).transpose([0, 2, 1, 3]).reshape(x.shape);
}

/** Of the two results only `values` has a slope; `indices` are a staircase. */
export const topK: tf.GradConfig = {
  kernelName: tf.TopK,
  inputsToSave: ['x'],
  outputsToSave: [false, true],
  gradFunc: (dy, saved) => {
    const [x, indices] = saved as [tf.Tensor, tf.Tensor];
    const [values] = dy as tf.Tensor[];
    const places = indices.expandDims(-1).equal(tf.range(0, x.shape.at(-1) as number, 1, 'int32'));
    return {
      x: () =>
        places
          .cast('float32')
          .mul((values as tf.Tensor).expandDims(-1))
          .sum(-2),
    };
  },
};
