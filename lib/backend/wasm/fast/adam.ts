/** `tf.train.adam`, one kernel for each variable in the place of some fifteen. */
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

/** As in TensorFlow.js, down to the names of the moments; only the arithmetic is one kernel. */
function applyGradients(optimizer: Adam, slopes: readonly Slope[]): void {
  const { beta1, beta2, accBeta1, accBeta2, learningRate, epsilon } = optimizer;
  const [power1, power2] = [accBeta1.dataSync()[0] as number, accBeta2.dataSync()[0] as number];
  const constants = { beta1, beta2, power1, power2, learningRate, epsilon };
  slopes.forEach(({ value, gradient }, index) => {
    if (!value) return;
    const moment1 = momentOf(optimizer.accumulatedFirstMoment, index, value, 'm');
    const moment2 = momentOf(optimizer.accumulatedSecondMoment, index, value, 'v');
    if (!gradient) return;
    const inputs = { moment1, moment2, gradient, value };
    const results = tf.engine().runKernel(adamStep, inputs, constants) as tf.Tensor[];
    [moment1, moment2, value].forEach((variable, place) => void variable.assign(results[place] as tf.Tensor));
  });
  accBeta1.assign(accBeta1.mul(beta1));
  accBeta2.assign(accBeta2.mul(beta2));
  optimizer.incrementIterations();
}

function momentOf(moments: Moment[], index: number, value: tf.Variable, letter: string): tf.Variable {
  moments[index] ??= {
    originalName: `${value.name}/${letter}`,
    variable: tf.tidy(() => tf.zerosLike(value).variable(false)),
  };
  return moments[index].variable;
}

/** Writes to new places: whoever cloned the old numbers shares them. */
function runAdam(call: {
  readonly inputs: Readonly<Record<'moment1' | 'moment2' | 'gradient' | 'value', tf.TensorInfo>>;
  readonly attrs: Readonly<
    Record<'beta1' | 'beta2' | 'power1' | 'power2' | 'learningRate' | 'epsilon', number>
  >;
  readonly backend: WasmBackend;
}): tf.TensorInfo[] {
  const { inputs, attrs, backend } = call;
  const { moment1, moment2, gradient, value } = inputs;
  const { beta1, beta2, power1, power2, learningRate, epsilon } = attrs;
  const results = [moment1, moment2, value].map(({ shape }) => backend.makeOutput(shape, 'float32'));
  const addresses = [moment1, moment2, gradient, value, ...results].map((info) => addressOf(backend, info));
  const size = tf.util.sizeFromShape(value.shape);
  const first = [beta1, 1 - beta1, 1 - power1];
  const second = [beta2, 1 - beta2, 1 - power2];
  fastModule(backend)?.kernels.adam(...addresses, size, ...first, ...second, learningRate, epsilon);
  return results;
}
