/**
 * The two methods of TensorFlow.js's engine that every operation goes through, without the closures and sets that
 * they need for rare cases. A step of a small model is hundreds of operations; half of its time is theirs.
 *
 * What happens is the same as in TensorFlow.js 4.22 (`engine.ts`: `runKernel`, `endScope`). Whatever is not a
 * plain call of a kernel, or is watched by a profiler, is left to the methods that were there.
 */
import * as tf from '@tensorflow/tfjs';
import { type Outline, outlinesFor } from './outlines';
import { kernelOf } from './registry';

interface Scope {
  readonly id: number;
  readonly track: tf.Tensor[];
}

type Inputs = Record<string, tf.Tensor>;

type Attributes = Record<string, unknown>;

type Saved = readonly (tf.Tensor | Outline)[];

type Output = tf.TensorInfo & { readonly rank?: number };

/** What is used of the engine; its types call most of it private. */
interface Engine {
  readonly backendName: string | undefined;
  readonly backend: tf.KernelBackend;
  readonly ENV: { readonly flags: Readonly<Record<string, unknown>> };
  readonly state: {
    kernelDepth: number;
    readonly profiling: boolean;
    readonly scopeStack: Scope[];
    activeScope: Scope | null;
  };
  isTapeOn(): boolean;
  track(tensor: tf.Tensor): tf.Tensor;
  makeTensorFromTensorInfo(info: tf.TensorInfo): tf.Tensor;
  getTensorsForGradient(kernelName: string, inputs: Inputs, outputs: tf.Tensor[]): tf.Tensor[];
  saveTensorsForBackwardMode(tensors: tf.Tensor[]): tf.Tensor[];
  addTapeNode(
    kernelName: string,
    inputs: Inputs,
    outputs: tf.Tensor[],
    gradient: null,
    saved: Saved,
    attrs: Attributes | undefined,
  ): void;
  runKernel(kernelName: string, inputs: Inputs, attrs?: Attributes): tf.Tensor | tf.Tensor[];
  endScope(result?: tf.TensorContainer): void;
}

/** Puts the short methods in place, once for a process. */
export function shortenEngine(): void {
  const engine = tf.engine() as unknown as Engine;
  const [runKernel, endScope] = [engine.runKernel, engine.endScope];

  engine.runKernel = (kernelName, inputs, attrs) => {
    const kernel = isPlain(engine) ? kernelOf(kernelName, engine.backendName as string) : undefined;
    if (!kernel) return runKernel.call(engine, kernelName, inputs, attrs);
    return run(engine, kernel, inputs, attrs);
  };

  engine.endScope = (result) => {
    if (result instanceof tf.Tensor) endWithTensor(engine, result);
    else endScope.call(engine, result);
  };
}

function isPlain({ backendName, state, ENV }: Engine): boolean {
  const { DEBUG, IS_TEST } = ENV.flags;
  return backendName !== undefined && !state.profiling && !DEBUG && !IS_TEST;
}

function run(
  engine: Engine,
  kernel: tf.KernelConfig,
  inputs: Inputs,
  attrs?: Attributes,
): tf.Tensor | tf.Tensor[] {
  const isTapeOn = engine.isTapeOn();
  const { kernelName, kernelFunc } = kernel;
  let out: Output | Output[];
  let outputs: tf.Tensor[];
  let saved: Saved = [];
  engine.state.kernelDepth += 1; // nothing is recorded while a kernel runs
  try {
    out = kernelFunc({ inputs, attrs: attrs as never, backend: engine.backend }) as Output | Output[];
    outputs = Array.isArray(out) ? out.map((info) => tensorOf(engine, info)) : [tensorOf(engine, out)];
    if (isTapeOn) {
      saved = savedFor(engine, kernelName, inputs, outputs);
    }
  } finally {
    engine.state.kernelDepth -= 1;
  }
  if (isTapeOn) engine.addTapeNode(kernelName, inputs, outputs, null, saved, attrs);
  return Array.isArray(out) ? outputs : (outputs[0] as tf.Tensor);
}

/** What the gradient of a kernel will need. */
function savedFor(engine: Engine, kernelName: string, inputs: Inputs, outputs: tf.Tensor[]): Saved {
  return (
    outlinesFor(kernelName, inputs) ??
    engine.saveTensorsForBackwardMode(engine.getTensorsForGradient(kernelName, inputs, outputs))
  );
}

function tensorOf(engine: Engine, info: Output): tf.Tensor {
  return info.rank === undefined ? engine.makeTensorFromTensorInfo(info) : (info as tf.Tensor);
}

/** Disposes what was made in the scope, but for the result, which now belongs to the scope around. */
function endWithTensor(engine: Engine, result: tf.Tensor): void {
  const { state } = engine;
  const scope = state.activeScope as Scope;
  for (const tensor of scope.track) {
    if (tensor.id !== result.id && !isKept(tensor)) tensor.dispose();
  }
  state.scopeStack.pop();
  state.activeScope = state.scopeStack.at(-1) ?? null;
  const { scopeId } = result as tf.Tensor & { readonly scopeId: number };
  if (!isKept(result) && scopeId === scope.id) engine.track(result);
}

const isKept = (tensor: tf.Tensor): boolean => (tensor as tf.Tensor & { readonly kept: boolean }).kept;
