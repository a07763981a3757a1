// What the module exports.
export { adam } from './adam';
export { add, divide, larger, multiply, smaller, squaredDifference, subtract } from './arithmetic';
export { choose, cube, divisorGradient, power, relu, reluGradient, square, squareGradient, squareRoot, squareRootGradient } from './functions';
export { matMul, matMulSpace } from './matmul';
export { addRows, gatherRows, rearrange, repeat, spread } from './moves';
export { softmax, softmaxGradient } from './softmax';
export { sumColumns, sumProductColumns, sumProductRows, sumRows } from './sums';
