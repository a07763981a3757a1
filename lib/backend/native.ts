import util from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { prepareCpu } from './cpu';
import { registerNativeKernels } from './kernels';
import { oncePerProcess } from './once';

/** An optional package: its absence is the normal case, so no compiler or bundler may insist on it. */
const nativePackage = '@tensorflow/tfjs-node';

/** The name under which tfjs-node registers itself. */
const tensorflow = 'tensorflow';

/**
 * Starts the native backend: libtensorflow, by way of tfjs-node.
 *
 * @param load - loads the package; tests put something else in its place
 * @throws {Error} with a reason that goes on after "native", such as `is not installed`
 */
export async function startNative(
  load: () => Promise<unknown> = () => import(/* @vite-ignore */ nativePackage),
): Promise<void> {
  restoreUtil(util);
  process.env.TF_CPP_MIN_LOG_LEVEL ??= '1'; // libtensorflow's remarks about the processor; warnings stay
  const loaded = await load().catch((error: unknown) => {
    throw new Error(whyNotLoaded(error));
  });
  if (!sharesTensors(loaded)) throw new Error('brings another copy of TensorFlow.js with it');
  if (!tf.findBackendFactory(tensorflow) || !(await tf.setBackend(tensorflow))) {
    throw new Error('is installed but does not start');
  }
  await prepareCpu();
  await oncePerProcess(tensorflow, async () => registerNativeKernels(tensorflow));
}

/**
 * Puts back two functions that tfjs-node 4.22 calls and that Node 23 took out of `node:util`. Upstream stopped
 * calling them, but never released that.
 */
export function restoreUtil(target: { isNullOrUndefined?: unknown; isArray?: unknown }): void {
  target.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  target.isArray ??= Array.isArray;
}

function whyNotLoaded(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const [firstLine = ''] = String(message ?? error).split('\n');
  const notFound = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
  if (notFound && firstLine.includes(nativePackage)) return 'is not installed';
  if (firstLine.includes('tfjs_binding.node')) return 'is installed without its binding';
  return `is installed but does not load (${firstLine})`;
}

/** Two copies of tfjs-core would have two kinds of tensors. */
function sharesTensors(loaded: unknown): boolean {
  const { Tensor, default: module } = loaded as { Tensor?: unknown; default?: { Tensor?: unknown } };
  return (Tensor ?? module?.Tensor) === tf.Tensor;
}
