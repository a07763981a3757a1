/** Fast kernels of our own, each before the usual one and only for the calls that it does right. */
import * as tf from '@tensorflow/tfjs';
import { registerAdam } from './adam';
import { arithmetic, arithmeticKernels } from './arithmetic';
import { cast, identity, registerSaving, reshape } from './copies';
import { each, functionKernels, pow, select } from './functions';
import { matMul } from './matmul';
import { gather, pack, segmentSum, tile, transpose } from './moves';
import { registerFast } from './register';
import { softmax } from './softmax';
import { mean, sum } from './sums';

/** Registers all of them, after all other kernels of the wasm backend. */
export function registerFastKernels(): void {
  registerFast(tf.BatchMatMul, matMul);
  registerFast(tf.Identity, identity);
  registerFast(tf.Cast, cast);
  registerFast(tf.Reshape, reshape);
  registerFast(tf.Sum, sum);
  registerFast(tf.Mean, mean);
  for (const [kernelName, name] of Object.entries(arithmeticKernels))
    registerFast(kernelName, arithmetic(name));
  for (const [kernelName, name] of Object.entries(functionKernels)) registerFast(kernelName, each(name));
  registerFast(tf.Pow, pow);
  registerFast(tf.Select, select);
  registerFast(tf.Softmax, softmax);
  registerFast(tf.Transpose, transpose);
  registerFast(tf.Tile, tile);
  registerFast(tf.Pack, pack);
  registerFast(tf.GatherV2, gather);
  registerFast(tf.UnsortedSegmentSum, segmentSum);
  registerSaving();
  registerAdam();
}
