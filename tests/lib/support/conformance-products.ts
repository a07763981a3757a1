/** Rows of the table of conformance: products, convolutions, layers, and tensors made from nothing. */
import * as tf from '@tensorflow/tfjs';
import { type Operation, operation } from './conformance-case';

const numbers = 'float32 special int32';

/** So that sums of many products do not hide what one slope adds. */
const small = { between: [-0.5, 0.5] } as const;

const products: readonly Operation[] = [
  operation(
    'matMul',
    numbers,
    [
      ...[
        '[2,3] [3,5]',
        '[1,1] [1,1]',
        '[1,7] [7,1]',
        '[5,1] [1,3]',
        '[9,17] [17,11]',
        '[0,3] [3,2]',
        '[2,0] [0,3]',
      ],
      ...['[2,3,4] [2,4,5]', '[2,3,4] [4,5]', '[3,4] [2,4,5]', '[2,1,3,4] [1,2,4,1]', '[2,1,2,3] [3,3,2]'],
      ...[
        '[2,1,2,2,3] [2,1,2,3,1]',
        '[1,2,1,1,2,3] [3,2]',
        '[33,65] [65,34]',
        '[2,15,64] [64,33]',
        '[2,2,15,16] [2,2,16,15]',
        '[8,32] [32,32]',
      ],
    ],
    (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor),
    small,
  ),
  operation(
    'matMul, aᵀ',
    numbers,
    [
      '[3,2] [3,5]',
      '[1,4] [1,3]',
      '[2,4,3] [2,4,5]',
      '[2,4,3] [4,5]',
      '[17,9] [17,6]',
      '[65,33] [65,34]',
      '[2,2,16,15] [2,2,16,9]',
    ],
    (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor, true),
    small,
  ),
  operation(
    'matMul, bᵀ',
    numbers,
    [
      '[2,3] [5,3]',
      '[4,1] [3,1]',
      '[2,3,4] [2,5,4]',
      '[2,3,4] [5,4]',
      '[9,17] [6,17]',
      '[33,65] [34,65]',
      '[2,2,15,16] [2,2,15,16]',
    ],
    (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor, false, true),
    small,
  ),
  operation(
    'matMul, aᵀ bᵀ',
    numbers,
    ['[3,2] [5,3]', '[2,4,3] [2,5,4]', '[2,1,4,3] [3,5,4]'],
    (a, b) => tf.matMul(a as tf.Tensor, b as tf.Tensor, true, true),
    small,
  ),
  operation('dot', 'float32 int32', ['[3] [3]', '[2,3] [3]', '[3] [3,2]', '[2,3] [3,4]', '[1] [1]'], (a, b) =>
    tf.dot(a as tf.Tensor, b as tf.Tensor),
  ),
  operation('outerProduct', 'float32 int32', ['[3] [4]', '[1] [1]'], (a, b) =>
    tf.outerProduct(a as tf.Tensor1D, b as tf.Tensor1D),
  ),
  operation(
    'einsum bhqd,bhkd->bhqk',
    'float32 int32',
    ['[2,3,4,2] [2,3,5,2]', '[1,1,1,1] [1,1,1,1]'],
    (a, b) => tf.einsum('bhqd,bhkd->bhqk', a as tf.Tensor, b as tf.Tensor),
  ),
  operation('einsum bsd,df->bsf', 'float32 int32', ['[2,3,4] [4,5]', '[1,3,1] [1,2]'], (a, b) =>
    tf.einsum('bsd,df->bsf', a as tf.Tensor, b as tf.Tensor),
  ),
  operation('conv1d of width 2', 'float32', ['[2,5,3] [2,3,4]', '[1,2,1] [2,1,1]'], (x, filter) =>
    tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 1, 'same'),
  ),
  operation('conv1d of width 1', 'float32', ['[2,5,3] [1,3,4]', '[1,2,1] [1,1,1]'], (x, filter) =>
    tf.conv1d(x as tf.Tensor3D, filter as tf.Tensor3D, 1, 'valid'),
  ),
  operation('conv2d', 'float32', ['[1,4,4,2] [2,2,2,3]'], (x, filter) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same'),
  ),
];

const fused: readonly Operation[] = (['linear', 'relu', 'sigmoid', 'elu', 'relu6', 'leakyrelu'] as const).map(
  (activation) =>
    operation(
      `fused.matMul, ${activation}`,
      'float32',
      ['[2,3] [3,4] [4]', '[2,3] [3,4] [1,4]', '[2,3,4] [2,4,1] [1]'],
      (a, b, bias) =>
        tf.fused.matMul({ a: a as tf.Tensor, b: b as tf.Tensor, bias: bias as tf.Tensor, activation }),
    ),
);

const embeddings = (x: tf.Tensor) =>
  tf.layers.embedding({ inputDim: 5, outputDim: 3, embeddingsInitializer: 'ones' }).apply(x) as tf.Tensor;

const keeps = { keeps: true } as const;

const layers: readonly Operation[] = [
  operation(
    'layers.dense',
    'float32',
    ['[2,3]', '[2,4,3]', '[1,1]'],
    (x) => {
      const layer = tf.layers.dense({
        units: 2,
        activation: 'tanh',
        kernelInitializer: tf.initializers.constant({ value: 0.3 }),
      });
      return layer.apply(x as tf.Tensor) as tf.Tensor;
    },
    keeps,
  ),
  operation(
    'layers.layerNormalization',
    'float32',
    ['[2,3]', '[2,4,3]'],
    (x) => tf.layers.layerNormalization({ epsilon: 0.1 }).apply(x as tf.Tensor) as tf.Tensor,
    keeps,
  ),
  operation('layers.embedding', 'int32', ['[3]', '[2,3]'], (x) => embeddings((x as tf.Tensor).abs()), keeps),
  operation(
    'layers.softmax',
    'float32',
    ['[2,3]'],
    (x) => tf.layers.softmax().apply(x as tf.Tensor) as tf.Tensor,
  ),
];

const optimizers = {
  adam: () => tf.train.adam(0.1),
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  adagrad: () => tf.train.adagrad(0.1),
  rmsprop: () => tf.train.rmsprop(0.1),
  adamax: () => tf.train.adamax(0.1),
};

/** Three steps from x. */
function trained(make: () => tf.Optimizer, x: tf.Tensor): tf.Tensor {
  const weights = tf.variable(x);
  const optimizer = make();
  for (let step = 0; step < 3; step += 1) {
    optimizer.minimize(() => weights.sub(0.3).square().mean() as tf.Scalar, false, [weights]);
  }
  const result = weights.clone();
  weights.dispose();
  optimizer.dispose();
  return result;
}

const training: readonly Operation[] = Object.entries(optimizers).map(([name, make]) =>
  operation(
    `train.${name}, 3 steps`,
    'float32',
    ['[]', '[7]', '[3,5]', '[9,33]'],
    (x) => trained(make, x as tf.Tensor),
    {
      slope: false,
      ...(name === 'momentum' ? { keeps: true, note: 'TensorFlow.js leaves one number behind' } : {}),
    },
  ),
);

const none = { slope: false } as const;
const made = (name: string, run: () => tf.Tensor | tf.Tensor[]) =>
  operation(name, 'float32', ['[]'], run, none);

const makers: readonly Operation[] = [
  made('zeros, ones', () => [tf.zeros([2, 0]), tf.zeros([3], 'int32'), tf.ones([2], 'bool'), tf.ones([])]),
  made('fill', () => [
    tf.fill([2, 3], 0.5),
    tf.fill([2], -7, 'int32'),
    tf.fill([2], 1, 'bool'),
    tf.fill([0], 3),
  ]),
  made('fill with NaN and words', () => [tf.fill([2], Number.NaN), tf.fill([2], 'word', 'string')]),
  made('range', () => [tf.range(0, 5), tf.range(5, 0, -2), tf.range(0, 4, 1, 'int32'), tf.range(3, 3)]),
  made('linspace', () => [tf.linspace(-1, 1, 5), tf.linspace(0, 1, 1)]),
  made('eye', () => [tf.eye(3), tf.eye(2, 4), tf.eye(2, 3, [2], 'int32')]),
  made('randomNormal, seeded', () => [
    tf.randomNormal([3, 4], 1, 2, 'float32', 5),
    tf.randomNormal([3], 0, 9, 'int32', 5),
  ]),
  made('truncatedNormal, seeded', () => tf.truncatedNormal([3, 4], 0, 1, 'float32', 5)),
  made('randomUniform, seeded', () => [
    tf.randomUniform([3, 4], -1, 1, 'float32', 5),
    tf.randomUniform([5], 0, 9, 'int32', 5),
    tf.randomUniform([5], 0, 2, 'bool', 5),
  ]),
  made('randomUniformInt, seeded', () => tf.randomUniformInt([5], 0, 9, 5)),
  made('multinomial, seeded', () =>
    tf.multinomial(
      tf.tensor2d([
        [0.3, 0.1, 0.2],
        [1, 2, 3],
      ]),
      20,
      5,
    ),
  ),
  made('multinomial of probabilities, seeded', () =>
    tf.multinomial(tf.tensor1d([0.2, 0.5, 0.3]), 20, 5, true),
  ),
  operation('dropout, seeded', 'float32', ['[7]', '[3,5]', '[0]'], (x) =>
    tf.dropout(x as tf.Tensor, 0.4, undefined, 5),
  ),
  made('bincount', () => tf.bincount(tf.tensor1d([1, 2, 1], 'int32'), tf.tensor1d([]), 4)),
  made('unique', () => {
    const { values, indices } = tf.unique(tf.tensor1d([3, 1, 3], 'int32'));
    return [values, indices];
  }),
  made('lowerBound', () => tf.lowerBound(tf.tensor1d([1, 3, 5]), tf.tensor1d([0, 3, 9]))),
  operation(
    'complex numbers',
    'float32',
    ['[3]'],
    (x) => tf.real(tf.complex(x as tf.Tensor, x as tf.Tensor)),
    none,
  ),
  operation('words in arithmetic', 'string', ['[3]'], (x) => tf.add(x as tf.Tensor, 1), none),
  operation('words in sum', 'string', ['[3]'], (x) => tf.sum(x as tf.Tensor), none),
  operation('words in softmax', 'string', ['[3]'], (x) => tf.softmax(x as tf.Tensor), none),
  operation('words in exp, relu', 'string', ['[3]'], (x) => tf.relu(tf.exp(x as tf.Tensor)), none),
  operation('words as numbers', 'string', ['[3]'], (x) => tf.cast(x as tf.Tensor, 'float32'), none),
  operation('words in matMul', 'string', ['[2,2]'], (x) => tf.matMul(x as tf.Tensor, x as tf.Tensor), none),
  operation('words in reverse', 'string', ['[3]', '[2,3]'], (x) => tf.reverse(x as tf.Tensor), none),
  operation(
    'words in where',
    'string',
    ['[2]'],
    (x) => tf.where(tf.tensor1d([1, 0], 'bool'), x as tf.Tensor, x as tf.Tensor),
    none,
  ),
  operation('words in pad', 'string', ['[2]'], (x) => tf.pad(x as tf.Tensor, [[1, 1]]), none),
];

export const productRows: readonly Operation[] = [...products, ...fused, ...layers, ...training, ...makers];
