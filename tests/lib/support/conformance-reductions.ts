/** Rows of the table of conformance: reductions, rows along an axis, norms and losses. */
import * as tf from '@tensorflow/tfjs';
import { type Operation, type Options, operation } from './conformance-case';

const ranks = [
  '[7]',
  '[1]',
  '[3,5]',
  '[1,5]',
  '[3,1]',
  '[2,3,5]',
  '[2,1,3,2]',
  '[1,2,1,2,1,3]',
  '[3,67]',
  '[67,5]',
  '[2,33,9]',
];
const withEmpty = [...ranks, '[]', '[0]', '[2,0]', '[0,3]'];
const floats = 'float32 special';

const apart = { between: [-20, 20] } as const;

type Reduction = (x: tf.Tensor, axis?: number | number[], keepDims?: boolean) => tf.Tensor;

/** Over all axes, the last, the first and the first with the last. */
function reduction(
  name: string,
  kinds: string,
  reduce: Reduction,
  shapes: readonly string[],
  options?: Options,
) {
  return [
    operation(`${name}, all axes`, kinds, shapes, ((x: tf.Tensor) => reduce(x)) as Operation['run'], options),
    along(name, -1, kinds, reduce, shapes, options),
    along(name, 0, kinds, reduce, shapes, options),
    operation(
      `${name}, axes 0 and -1, keepDims`,
      kinds,
      shapes.filter((shape) => shape.includes(',')),
      ((x: tf.Tensor) => reduce(x, [0, -1], true)) as Operation['run'],
      options,
    ),
  ];
}

function along(
  name: string,
  axis: number,
  kinds: string,
  reduce: Reduction,
  shapes: readonly string[],
  options?: Options,
) {
  const run = ((x: tf.Tensor) => reduce(x, axis)) as Operation['run'];
  return operation(
    `${name}, axis ${axis}`,
    kinds,
    shapes.filter((shape) => shape !== '[]'),
    run,
    options,
  );
}

const reductions: readonly Operation[] = [
  ...reduction('sum', 'float32 special int32 large bool', (x, ...rest) => tf.sum(x, ...rest), withEmpty),
  ...reduction('mean', 'float32 special int32 bool', (x, ...rest) => tf.mean(x, ...rest), ranks),
  ...reduction('max', 'float32 special int32 large', (x, ...rest) => tf.max(x, ...rest), ranks, apart),
  ...reduction('min', 'float32 special int32 large', (x, ...rest) => tf.min(x, ...rest), ranks, apart),
  ...reduction('prod', 'float32 special int32', (x, ...rest) => tf.prod(x, ...rest), ranks),
  ...reduction('any', 'bool', (x, ...rest) => tf.any(x, ...rest), withEmpty),
  ...reduction('all', 'bool', (x, ...rest) => tf.all(x, ...rest), withEmpty),
  ...reduction('logSumExp', 'float32 special extreme', (x, ...rest) => tf.logSumExp(x, ...rest), ranks),
  ...reduction('norm', 'float32', (x, ...rest) => tf.norm(x, 'euclidean', ...rest), ranks),
  ...reduction('moments, mean', floats, (x, ...rest) => tf.moments(x, ...rest).mean, ranks),
  ...reduction('moments, variance', floats, (x, ...rest) => tf.moments(x, ...rest).variance, ranks),
  ...[-1, 0].flatMap((axis) => [
    along('argMax', axis, 'float32 int32 bool', (x) => tf.argMax(x, axis), ranks),
    along('argMin', axis, 'float32 int32 bool', (x) => tf.argMin(x, axis), ranks),
  ]),
];

const rows: readonly Operation[] = [
  operation('softmax', 'float32 special extreme int32', [...ranks, '[2,0]', '[0,3]'], (x) =>
    tf.softmax(x as tf.Tensor),
  ),
  operation('softmax of scores far apart', 'float32', ranks, (x) => tf.softmax((x as tf.Tensor).mul(60)), {
    slope: false,
  }),
  operation('logSoftmax', 'float32 special extreme', [...ranks, '[0,3]'], (x) =>
    tf.logSoftmax(x as tf.Tensor),
  ),
  ...[-1, 0].flatMap((axis) => [
    operation(`cumsum, axis ${axis}`, 'float32 special int32 large', [...ranks, '[0]', '[2,0]'], (x) =>
      tf.cumsum(x as tf.Tensor, axis),
    ),
    operation(`cumsum, axis ${axis}, exclusive, reverse`, 'float32 int32', ranks, (x) =>
      tf.cumsum(x as tf.Tensor, axis, true, true),
    ),
    operation(`cumprod, axis ${axis}`, 'float32 int32', ranks, (x) => tf.cumprod(x as tf.Tensor, axis)),
  ]),
  operation('topk', 'float32 int32', ['[7]', '[1]', '[3,5]', '[2,3,4]'], (x) => {
    const { values, indices } = tf.topk(x as tf.Tensor, Math.min(2, x?.shape.at(-1) as number));
    return [values, indices];
  }),
  operation(
    'topk, values',
    'float32',
    ['[7]', '[1]', '[3,5]', '[2,3,4]'],
    (x) => tf.topk(x as tf.Tensor, 1).values,
  ),
];

const vector = (x: tf.Tensor | undefined) => x as tf.Tensor1D;

const norms: readonly Operation[] = [
  operation(
    'batchNorm',
    'float32',
    ['[2,3] [3] [3] [3] [3]', '[2,1,3] [3] [3] [3] [3]', '[2,1,2,3] [3] [3] [3] [3]'],
    (x, mean, variance, offset, scale) =>
      tf.batchNorm(x as tf.Tensor2D, vector(mean), vector(variance), vector(offset), vector(scale), 0.1),
    { between: [0.2, 3] },
  ),
  operation(
    'layer norm by hand',
    'float32 special',
    ['[2,3,5] [5] [5]', '[3,4] [4] [4]', '[2,1] [1] [1]', '[5,67] [67] [67]'],
    (x, gain, bias) => {
      const { mean, variance } = tf.moments(x as tf.Tensor, -1, true);
      return (x as tf.Tensor)
        .sub(mean)
        .div(variance.add(0.1).sqrt())
        .mul(gain as tf.Tensor)
        .add(bias as tf.Tensor);
    },
  ),
  operation('meanSquaredError', 'float32', ['[3,5] [3,5]', '[1] [1]'], (a, b) =>
    tf.losses.meanSquaredError(a as tf.Tensor, b as tf.Tensor),
  ),
  operation('softmaxCrossEntropy', 'float32', ['[3,5]', '[1,2]', '[2,1]'], (x) => {
    const [count = 0, classes = 0] = (x as tf.Tensor).shape;
    const targets = tf.range(0, count, 1, 'int32').mod(tf.scalar(classes, 'int32'));
    return tf.losses.softmaxCrossEntropy(tf.oneHot(targets as tf.Tensor1D, classes), x as tf.Tensor);
  }),
  operation('sigmoidCrossEntropy', 'float32', ['[3,5]', '[1]'], (x) =>
    tf.losses.sigmoidCrossEntropy(tf.onesLike(x as tf.Tensor), x as tf.Tensor),
  ),
];

export const reductionRows: readonly Operation[] = [...reductions, ...rows, ...norms];
