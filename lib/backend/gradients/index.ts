/**
 * Gradients that TensorFlow.js lacks or has wrong, on every backend alike. Each is checked against finite
 * differences in tests/lib/backend-operations.test.ts or tests/lib/conformance.test.ts.
 */
import type * as tf from '@tensorflow/tfjs';
import { setGradient } from '../registry';
import { add, divide, multiply, subtract } from './arithmetic';
import { squaredDifference, tile } from './broadcast';
import { cast, comparisons, select } from './choices';
import { einsum } from './einsum';
import { maximum, minimum } from './extremes';
import { relu, softmax, square, squareRoot } from './functions';
import { matMul } from './matmul';
import { gather, gatherNd, scatterNd, stridedSlice, topK } from './picks';
import { diag, mirrorPad, tensorScatterUpdate } from './places';
import { prod } from './prod';
import { cumsum, splitV, unpack } from './rows';
import { expandDims, identity, reshape } from './shapes';
import { mean, sum } from './sums';

const gradients: readonly tf.GradConfig[] = [
  ...[add, subtract, multiply, divide],
  ...[matMul, einsum],
  ...[squaredDifference, tile],
  ...[select, cast, ...comparisons],
  ...[square, squareRoot, relu, softmax],
  ...[maximum, minimum, prod],
  ...[diag, mirrorPad, tensorScatterUpdate],
  ...[gather, gatherNd, scatterNd, stridedSlice, topK],
  ...[cumsum, splitV, unpack],
  ...[sum, mean],
  ...[reshape, expandDims, identity],
];

/** Registers all of them, for every backend: gradients belong to the tape and consist of operations. */
export function registerGradients(): void {
  gradients.forEach(setGradient);
}
