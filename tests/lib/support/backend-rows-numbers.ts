/** Rows of the table of operations: arithmetic, normalisation, choices and losses. */
import * as tf from '@tensorflow/tfjs';
import { at, build, each, eachRow, type Plain, sum } from './backend-plain';
import { ids, type Row, row } from './backend-row';

const total = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0);

function softmax(numbers: readonly number[]): number[] {
  const powers = numbers.map(Math.exp);
  return powers.map((power) => power / total(powers));
}

function moments(numbers: readonly number[]): { mean: number; variance: number } {
  const mean = total(numbers) / numbers.length;
  return { mean, variance: total(numbers.map((number) => (number - mean) ** 2)) / numbers.length };
}

const rows: readonly Row[] = [
  row(
    'softmax',
    [[2, 3, 4]],
    (x) => tf.softmax(x),
    (x) => eachRow(x, softmax),
  ),
  row(
    'logSoftmax',
    [[2, 3, 4]],
    (x) => tf.logSoftmax(x),
    (x) => eachRow(x, (numbers) => softmax(numbers).map(Math.log)),
  ),
  row(
    'logSumExp',
    [[2, 5]],
    (x) => tf.logSumExp(x, -1),
    (x) => build([2], (i) => Math.log(sum(5, (j) => Math.exp(at(x, i, j))))),
  ),
  row(
    'moments, mean',
    [[2, 3, 4]],
    (x) => tf.moments(x, -1, true).mean,
    (x) => eachRow(x, (numbers) => [moments(numbers).mean]),
  ),
  row(
    'moments, variance',
    [[2, 3, 4]],
    (x) => tf.moments(x, -1, true).variance,
    (x) => eachRow(x, (numbers) => [moments(numbers).variance]),
  ),
  row(
    'mean and sum over other axes than the last',
    [[2, 3, 4]],
    (x) => tf.mean(x, 0).mul(tf.sum(x, [0, 1])),
    (x) =>
      build(
        [3, 4],
        (j, k) => (sum(2, (i) => at(x, i, j, k)) / 2) * sum(2, (i) => sum(3, (l) => at(x, i, l, k))),
      ),
  ),
  row(
    'layer norm',
    [[2, 3, 4], [4], [4]],
    (x, gain, bias) => {
      const { mean, variance } = tf.moments(x, -1, true);
      return x.sub(mean).div(variance.add(1e-5).sqrt()).mul(gain).add(bias);
    },
    (x, gain, bias) =>
      eachRow(x, (numbers) => {
        const { mean, variance } = moments(numbers);
        return numbers.map(
          (number, d) => ((number - mean) / Math.sqrt(variance + 1e-5)) * at(gain, d) + at(bias, d),
        );
      }),
  ),
  row(
    'batchNorm without scale and offset',
    [[2, 3, 4], [4], [4]],
    (x, mean, deviation) =>
      tf.batchNorm(x, mean as tf.Tensor1D, deviation.square() as tf.Tensor1D, undefined, undefined, 0.1),
    (x, mean, deviation) =>
      eachRow(x, (numbers) =>
        numbers.map((number, d) => (number - at(mean, d)) / Math.sqrt(at(deviation, d) ** 2 + 0.1)),
      ),
  ),
  row(
    'softmaxCrossEntropy',
    [[3, 4]],
    (x) => tf.losses.softmaxCrossEntropy(tf.oneHot(ids([2, 0, 3]), 4), x),
    (x) => build([], () => -sum(3, (i) => Math.log(rowSoftmax(x, i)[[2, 0, 3][i] as number] as number)) / 3),
  ),
];

function rowSoftmax(x: Plain, i: number): number[] {
  return softmax(Array.from({ length: 4 }, (_, j) => at(x, i, j)));
}

/** The causal mask of three tokens. */
const causal = () => tf.tensor2d([1, 0, 0, 1, 1, 0, 1, 1, 1], [3, 3], 'bool');

const choices: readonly Row[] = [
  row(
    'where, the mask is broadcast',
    [[2, 2, 3, 3]],
    (x) => tf.where(causal(), x, -1e9).softmax(),
    (x) =>
      build([2, 2, 3, 3], (b, h, q, k) => {
        const seen = sum(q + 1, (key) => Math.exp(at(x, b, h, q, key)));
        return k <= q ? Math.exp(at(x, b, h, q, k)) / seen : 0;
      }),
  ),
  row(
    'where, both sides are broadcast',
    [[3, 1], [4]],
    (x, y) => tf.where(tf.tensor1d([1, 0, 1, 0], 'bool'), x, y),
    (x, y) => build([3, 4], (i, j) => (j % 2 === 0 ? at(x, i, 0) : at(y, j))),
  ),
  row(
    'where, the condition depends on x',
    [[3, 4]],
    (x) => tf.where(x.greater(0), x.square(), x.mul(0.1)),
    (x) => each(x, (value) => (value > 0 ? value ** 2 : 0.1 * value)),
  ),
  row(
    'a comparison as a factor',
    [[3, 4], [4]],
    (x, y) => x.lessEqual(y).cast('float32').mul(x),
    (x, y) => build([3, 4], (i, j) => (at(x, i, j) <= at(y, j) ? at(x, i, j) : 0)),
  ),
  row(
    'cast to int32',
    [[3, 4]],
    (x) => x.cast('int32').cast('float32').mul(x),
    (x) => each(x, (value) => Math.trunc(value) * value),
  ),
  row(
    'linalg.bandPart of one matrix',
    [[4, 5]],
    (x) => tf.linalg.bandPart(x, -1, 0),
    (x) => build([4, 5], (i, j) => (j <= i ? at(x, i, j) : 0)),
  ),
  row(
    'linalg.bandPart of a batch',
    [[2, 4, 5]],
    (x) => tf.linalg.bandPart(x, 1, 2),
    (x) => build([2, 4, 5], (b, i, j) => (i - j <= 1 && j - i <= 2 ? at(x, b, i, j) : 0)),
  ),
];

/** Σ e^(-t²) dt from 0 to x by Simpson's rule. */
function erf(x: number): number {
  const step = x / 200;
  const weight = (i: number) => (i === 0 || i === 200 ? 1 : i % 2 === 0 ? 2 : 4);
  return ((2 / Math.sqrt(Math.PI)) * step * sum(201, (i) => weight(i) * Math.exp(-((i * step) ** 2)))) / 3;
}

const curve = (operation: string, tensors: (x: tf.Tensor) => tf.Tensor, plain: (x: number) => number): Row =>
  row(operation, [[3, 4]], tensors, (x) => each(x, plain));

const curves: readonly Row[] = [
  curve('erf', (x) => tf.erf(x), erf),
  curve(
    'gelu with erf',
    (x) => x.mul(tf.erf(x.div(Math.SQRT2)).add(1)).mul(0.5),
    (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  ),
  curve(
    'gelu with pow and tanh',
    (x) =>
      x
        .pow(3)
        .mul(0.044715)
        .add(x)
        .mul(Math.sqrt(2 / Math.PI))
        .tanh()
        .add(1)
        .mul(x)
        .mul(0.5),
    (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  ),
  curve(
    'relu',
    (x) => tf.relu(x),
    (x) => Math.max(x, 0),
  ),
  curve(
    'maximum with a number',
    (x) => tf.maximum(x, 0.5),
    (x) => Math.max(x, 0.5),
  ),
  curve(
    'clipByValue',
    (x) => tf.clipByValue(x, -1, 0.7),
    (x) => Math.min(Math.max(x, -1), 0.7),
  ),
  curve(
    'sigmoid',
    (x) => tf.sigmoid(x),
    (x) => 1 / (1 + Math.exp(-x)),
  ),
  row(
    'squaredDifference, broadcast',
    [
      [2, 3, 4],
      [3, 1],
    ],
    (x, y) => tf.squaredDifference(x, y),
    (x, y) => build([2, 3, 4], (...index) => (at(x, ...index) - at(y, ...index)) ** 2),
  ),
];

/** The terms that cumsum adds up at one place. */
function isAdded(from: number, place: number, exclusive: boolean, reverse: boolean): boolean {
  if (from === place) return !exclusive;
  return reverse ? from > place : from < place;
}

const cumsumRow = (axis: number, exclusive: boolean, reverse: boolean): Row =>
  row(
    `cumsum, axis ${axis}${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`,
    [[2, 3, 4]],
    (x) => tf.cumsum(x, axis, exclusive, reverse),
    (x) =>
      build([2, 3, 4], (...index) => {
        const along = axis < 0 ? axis + 3 : axis;
        return sum(x.shape[along] as number, (from) => {
          if (!isAdded(from, index[along] as number, exclusive, reverse)) return 0;
          return at(x, ...index.with(along, from));
        });
      }),
  );

const cumsums = [-1, 0, 1].flatMap((axis) =>
  [false, true].flatMap((exclusive) => [false, true].map((reverse) => cumsumRow(axis, exclusive, reverse))),
);

export const numberRows: readonly Row[] = [...rows, ...choices, ...curves, ...cumsums];
