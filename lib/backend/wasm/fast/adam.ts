/** `tf.train.adam`: one kernel for all variables in the place of some fifteen for each. */
import * as tf from '@tensorflow/tfjs';
import { setKernel } from '../../registry';
import { addressOf, fastModule, type WasmBackend } from './module';

const adamStep = 'AdamStep';

/** What `AdamOptimizer` keeps; its types call it private or protected. */
interface Adam {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly learningRate: number;
  readonly accBeta1: tf.Variable;
  readonly accBeta2: tf.Variable;
  readonly accumulatedFirstMoment: Moment[];
  readonly accumulatedSecondMoment: Moment[];
  incrementIterations(): void;
}

interface Moment {
  readonly originalName: string;
  readonly variable: tf.Variable;
}

/** The gradient of one variable. */
interface Slope {
  readonly value: tf.Variable | undefined;
  readonly gradient: tf.Tensor | null | undefined;
}

type Gradients = Parameters<tf.AdamOptimizer['applyGradients']>[0];

/** Makes `applyGradients` fast while the wasm backend is in use; on others it stays what it was. */
export function registerAdam(): void {
  setKernel({ kernelName: adamStep, backendName: 'wasm', kernelFunc: runAdam as unknown as tf.KernelFunc });
  const prototype = tf.AdamOptimizer.prototype;
  const usual = prototype.applyGradients;
  prototype.applyGradients = function (this: tf.AdamOptimizer, gradients: Gradients): void {
    const slopes = slopesOf(gradients);
    if (isFast(slopes)) tf.tidy(() => applyGradients(this as unknown as Adam, slopes));
    else usual.call(this, gradients);
  };
}

function slopesOf(gradients: Gradients): Slope[] {
  const named = Array.isArray(gradients)
    ? gradients.map(({ name, tensor }) => [name, tensor] as const)
    : Object.entries(gradients);
  const variables = tf.engine().registeredVariables;
  return named.map(([name, gradient]) => ({ value: variables[name], gradient }));
}

function isFast(slopes: readonly Slope[]): boolean {
  if (tf.getBackend() !== 'wasm' || !fastModule(tf.backend() as WasmBackend)) return false;
  return slopes.every(({ value, gradient }) => {
    if (!value) return false; // the usual function has the words for it
    if (!gradient) return true;
    const float = value.dtype === 'float32' && gradient.dtype === 'float32';
    return float && tf.util.arraysEqual(value.shape, gradient.shape);
  });
}

/** What one step changes; the gradient it only reads. */
interface Parameter {
  readonly moment1: tf.Variable;
  readonly moment2: tf.Variable;
  readonly value: tf.Variable;
  readonly gradient: tf.Tensor;
}

/** As in TensorFlow.js, down to the names of the moments; only the arithmetic is one kernel. */
function applyGradients(optimizer: Adam, slopes: readonly Slope[]): void {
  const { beta1, beta2, accBeta1, accBeta2, learningRate, epsilon } = optimizer;
  const [power1, power2] = [accBeta1.dataSync()[0] as number, accBeta2.dataSync()[0] as number];
  const parameters = parametersOf(optimizer, slopes);
  tf.engine().runKernel(adamStep, {}, {
    parameters,
    beta1,
    beta2,
    power1,
    power2,
    learningRate,
    epsilon,
  } as never);
  accBeta1.assign(accBeta1.mul(beta1));
  accBeta2.assign(accBeta2.mul(beta2));
  optimizer.incrementIterations();
}

function parametersOf(optimizer: Adam, slopes: readonly Slope[]): Parameter[] {
  return slopes.flatMap(({ value, gradient }, index) => {
    if (!value) return [];
    const moment1 = momentOf(optimizer.accumulatedFirstMoment, index, value, 'm');
    const moment2 = momentOf(optimizer.accumulatedSecondMoment, index, value, 'v');
    return gradient ? [{ moment1, moment2, value, gradient }] : [];
  });
}

function momentOf(moments: Moment[], index: number, value: tf.Variable, letter: string): tf.Variable {
  moments[index] ??= {
    originalName: `${value.name}/${letter}`,
    variable: tf.tidy(() => tf.zerosLike(value).variable(false)),
  };
  return moments[index].variable;
}

interface AdamCall {
  readonly attrs: Readonly<
    Record<'beta1' | 'beta2' | 'power1' | 'power2' | 'learningRate' | 'epsilon', number>
  > & { readonly parameters: readonly Parameter[] };
  readonly backend: WasmBackend;
}

/** Writes the new numbers over the old ones. */
function runAdam({ attrs, backend }: AdamCall): tf.TensorInfo[] {
  const { parameters, beta1, beta2, power1, power2, learningRate, epsilon } = attrs;
  const kernels = fastModule(backend)?.kernels;
  const first = [beta1, 1 - beta1, 1 - power1];
  const second = [beta2, 1 - beta2, 1 - power2];
  for (const { moment1, moment2, value, gradient } of parameters) {
    const [mean, square] = [ownAddress(backend, moment1), ownAddress(backend, moment2)];
    const numbers = ownAddress(backend, value);
    const slope = addressOf(backend, gradient);
    kernels?.adam(mean, square, slope, numbers, value.size, ...first, ...second, learningRate, epsilon);
  }
  return [];
}

/** Where a variable's numbers are, and those of nobody else: whoever cloned it keeps the old ones. */
function ownAddress(backend: WasmBackend, variable: tf.Variable): number {
  if (backend.refCount(variable.dataId) !== 1) {
    variable.assign(tf.tensor(variable.dataSync(), variable.shape, variable.dtype));
  }
  return addressOf(backend, variable);
}
