// What the module exports.
export { adam } from './adam';
export { add, divide, larger, multiply, smaller, squaredDifference, subtract } from './arithmetic';
export { choose, cube, relu, reluGradient, square, squareGradient, squareRoot } from './functions';
export { matMul, matMulSpace } from './matmul';
export { addRows, gatherRows, rearrange, repeat } from './moves';
export { softmax, softmaxGradient } from './softmax';
export { sumColumns, sumRows } from './sums';
