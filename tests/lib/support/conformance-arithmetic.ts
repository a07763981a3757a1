/** Rows of the table of conformance: operations on each number by itself. */
import * as tf from '@tensorflow/tfjs';
import { type Operation, type Options, operation } from './conformance-case';

const every = ['[]', '[1]', '[0]', '[7]', '[2,0,3]', '[3,5]', '[2,1,3]', '[1,2,1,2,1,3]'];
// The last is long enough for kernels that take several numbers at once, and leaves a rest.
const some = ['[]', '[0]', '[7]', '[3,1,5]', '[3,67]'];
const numbers = 'float32 special extreme int32 bool';

const unary = (
  name: string,
  run: (x: tf.Tensor) => tf.Tensor,
  plain?: (x: number) => number,
  options: Options = {},
  kinds = numbers,
): Operation =>
  operation(name, kinds, some, run as Operation['run'], { ...options, ...(plain ? { plain } : {}) });

const positive: Options = { between: [0.2, 3] };
const inner: Options = { between: [-0.9, 0.9] };
const floats = 'float32 special';
const eitherZero = true;

const curves: readonly Operation[] = [
  unary('exp', tf.exp, Math.exp, {}, 'float32 special extreme'),
  unary('expm1', tf.expm1, Math.expm1, {}, 'float32 special extreme'),
  unary('log', tf.log, Math.log, positive, 'float32 special extreme'),
  unary('log1p', tf.log1p, Math.log1p, { ...positive, eitherZero }, 'float32 special extreme'),
  unary('sqrt', tf.sqrt, Math.sqrt, positive, 'float32 special extreme'),
  unary('rsqrt', tf.rsqrt, (x) => 1 / Math.sqrt(x), positive, floats),
  unary('reciprocal', tf.reciprocal, (x) => 1 / x, positive, 'float32 special extreme'),
  unary('sin', tf.sin, Math.sin, { eitherZero }, floats),
  unary('cos', tf.cos, Math.cos, {}, floats),
  unary('tan', tf.tan, Math.tan, inner, floats),
  unary('asin', tf.asin, Math.asin, inner, floats),
  unary('acos', tf.acos, Math.acos, inner, floats),
  unary('atan', tf.atan, Math.atan, {}, floats),
  unary('sinh', tf.sinh, Math.sinh, {}, floats),
  unary('cosh', tf.cosh, Math.cosh, {}, floats),
  unary('tanh', tf.tanh, Math.tanh, {}, 'float32 special extreme'),
  unary('asinh', tf.asinh, Math.asinh, {}, floats),
  unary('acosh', tf.acosh, Math.acosh, { between: [1.2, 4] }, floats),
  unary('atanh', tf.atanh, Math.atanh, inner, floats),
  unary('sigmoid', tf.sigmoid, (x) => 1 / (1 + Math.exp(-x)), {}, 'float32 special extreme'),
  unary('logSigmoid', tf.logSigmoid, undefined, {}, 'float32 special extreme'),
  unary('softplus', tf.softplus, undefined, {}, 'float32 special extreme'),
  unary('erf', tf.erf, undefined, {}, 'float32 special extreme'),
  unary('elu', tf.elu, undefined, { eitherZero }, 'float32 special extreme'),
  unary('selu', tf.selu, undefined, { eitherZero }, 'float32 special extreme'),
  unary('relu', tf.relu, undefined, {}, numbers),
  unary('relu6', tf.relu6, undefined, { between: [-2, 8] }, numbers),
  unary('leakyRelu', (x) => tf.leakyRelu(x, 0.1), undefined, {}, `${floats} int32`),
  unary('exp, log, sqrt … of whole numbers', (x) => x.exp().log1p().sqrt().tanh(), undefined, {}, 'int32'),
  unary(
    'the tanh GELU',
    (x) => x.pow(3).mul(0.0447).add(x).mul(0.8).tanh().add(1).mul(x).mul(0.5),
    undefined,
    {},
    'float32 special extreme',
  ),
];

const powers = [2, 3, 0.5, -1, 0].map((power) =>
  unary(`pow with ${power}`, (x) => x.pow(power), undefined, power >= 1 ? {} : positive, floats),
);

const steps: readonly Operation[] = [
  unary('abs', tf.abs, Math.abs, {}, 'float32 special int32'),
  unary('neg', tf.neg, (x) => -x, {}, floats),
  unary('neg', tf.neg, (x) => -x | 0, {}, 'int32'),
  unary('square', tf.square, (x) => x * x, {}, 'float32 special int32'),
  unary('sign', tf.sign, Math.sign, {}, 'float32 int32'),
  unary('sign', tf.sign, undefined, {}, 'special'),
  unary('floor', tf.floor, Math.floor, {}, numbers),
  unary('ceil', tf.ceil, Math.ceil, {}, numbers),
  unary('round', tf.round, undefined, {}, numbers),
  unary('step', (x) => tf.step(x), undefined, {}, numbers),
  unary('isNaN', tf.isNaN, (x) => Number(Number.isNaN(x)), {}, floats),
  unary('isInf', tf.isInf, (x) => Number(Math.abs(x) === Number.POSITIVE_INFINITY), {}, floats),
  unary('isFinite', tf.isFinite, (x) => Number(Number.isFinite(x)), {}, floats),
  unary('logicalNot', tf.logicalNot as (x: tf.Tensor) => tf.Tensor, (x) => 1 - x, {}, 'bool'),
  unary('clipByValue', (x) => tf.clipByValue(x, -1, 0.7), undefined, {}, floats),
  unary('clipByValue', (x) => tf.clipByValue(x, -2, 3), undefined, {}, 'int32'),
  unary('prelu', (x) => tf.prelu(x, tf.scalar(0.3)), undefined, { eitherZero }, floats),
];

const casts: readonly Operation[] = (['float32', 'int32', 'bool'] as const).flatMap((dtype) => [
  unary(
    `cast to ${dtype}`,
    (x) => tf.cast(x, dtype),
    undefined,
    { slope: false },
    'float32 special int32 bool large',
  ),
  unary(
    `zerosLike, onesLike, cast to ${dtype}`,
    (x) => tf.onesLike(x).add(tf.zerosLike(x)).cast(dtype),
    undefined,
    {},
  ),
]);

const pairs = [
  ...['[] []', '[0] []', '[7] [7]', '[3,5] [5]', '[3,1] [1,4]', '[2,3,1] [3,5]', '[2,1,3] []'],
  ...['[1] [2,0,3]', '[2,1,2,1,3] [2,1,2,1]', '[1,2,1,2,1,3] [2,1,1,1,1,3]', '[1,1,2,1,2,1,3] [2,1,1]'],
  ...[
    '[3,67] [3,67]',
    '[3,67] [67]',
    '[3,67] [3,1]',
    '[3,67] []',
    '[67] [3,67]',
    '[2,3,33] [2,1,33]',
    '[9,4] [4]',
  ],
];

const binary = (
  name: string,
  run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
  plain?: (a: number, b: number) => number,
  kinds = 'float32 special int32',
  options: Options = {},
): Operation =>
  operation(name, kinds, pairs, run as Operation['run'], { ...options, ...(plain ? { plain } : {}) });

const whole = (value: number) => value | 0;

const arithmetic: readonly Operation[] = [
  binary('add', tf.add, (a, b) => a + b, 'float32 special extreme int32'),
  binary('sub', tf.sub, (a, b) => a - b, 'float32 special extreme int32'),
  binary('mul', tf.mul, (a, b) => a * b, 'float32 special extreme'),
  binary('mul', tf.mul, (a, b) => whole(a * b), 'int32'),
  binary('div', tf.div, (a, b) => a / b, 'float32 special extreme', positive),
  binary('div', tf.div, undefined, 'int32', { note: 'by 0 too' }),
  binary('divNoNan', tf.divNoNan, (a, b) => (b === 0 ? 0 : a / b), floats, positive),
  binary('maximum', tf.maximum, Math.max, 'float32 special extreme int32'),
  binary('minimum', tf.minimum, Math.min, 'float32 special extreme int32'),
  binary('pow', tf.pow, undefined, 'float32', positive),
  binary('pow', tf.pow, undefined, 'int32'),
  binary('mod', tf.mod, undefined, 'float32', { slope: false }),
  binary('mod', (a, b) => tf.mod(a, b.abs().add(tf.scalar(2, 'int32'))), undefined, 'int32'),
  binary('floorDiv', (a, b) => tf.floorDiv(a, b.abs().add(tf.scalar(2, 'int32'))), undefined, 'int32'),
  binary('squaredDifference', tf.squaredDifference, (a, b) => (a - b) ** 2),
  binary('atan2', tf.atan2, Math.atan2, floats),
  binary('add of bool', tf.add, undefined, 'bool'),
  binary('mul of bool', tf.mul, undefined, 'bool'),
  binary('whole and real numbers', (a, b) => a.mul(b.cast('float32')).add(b), undefined, 'int32 bool'),
];

const comparisons: readonly Operation[] = [
  binary('equal', tf.equal, (a, b) => Number(a === b), 'float32 special int32 bool'),
  binary('notEqual', tf.notEqual, (a, b) => Number(a !== b), 'float32 special int32 bool'),
  binary('less', tf.less, (a, b) => Number(a < b), 'float32 special int32'),
  binary('lessEqual', tf.lessEqual, (a, b) => Number(a <= b), 'float32 special int32'),
  binary('greater', tf.greater, (a, b) => Number(a > b), 'float32 special int32'),
  binary('greaterEqual', tf.greaterEqual, (a, b) => Number(a >= b), 'float32 special int32'),
  binary('logicalAnd', tf.logicalAnd as never, (a, b) => a & b, 'bool'),
  binary('logicalOr', tf.logicalOr as never, (a, b) => a | b, 'bool'),
  binary('logicalXor', tf.logicalXor as never, (a, b) => a ^ b, 'bool'),
];

const forms: readonly Operation[] = [
  operation('identity', 'float32 special int32 large bool string', every, (x) => x?.clone() as tf.Tensor),
  operation('a tensor as both operands', 'float32 special int32', every, (x) =>
    (x as tf.Tensor)
      .mul(x as tf.Tensor)
      .add(x as tf.Tensor)
      .sub((x as tf.Tensor).clone().square()),
  ),
  operation('addN', 'float32 special int32', ['[3,5] [3,5] [3,5]', '[0] [0]', '[] []'], (...x) => tf.addN(x)),
];

export const arithmeticRows: readonly Operation[] = [
  ...[...curves, ...powers, ...steps, ...casts, ...arithmetic, ...comparisons, ...forms],
];
