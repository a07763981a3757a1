/** TensorFlow.js, made ready: entry points and tests call `startBackend`, `tryBackend` finds out what works. */
import { replaceBackpropagation } from './backpropagation';
import {
  type BackendName,
  backendVariable,
  chooseBackend,
  type StartedBackend,
  wishedBackend,
} from './choose';
import { startCpu } from './cpu';
import { shortenEngine } from './engine';
import { registerGradients } from './gradients';
import { startNative } from './native';
import { oncePerProcess } from './once';
import { proofProblem } from './proof';
import { quietly } from './silence';
import { startWasm } from './wasm/start';

export { type BackendName, backendNames, backendVariable, type StartedBackend } from './choose';

const starters: Record<BackendName, () => Promise<void>> = {
  native: startNative,
  wasm: startWasm,
  cpu: startCpu,
};

/**
 * Starts the fastest backend that works here, and supplies the kernels and gradients that TensorFlow.js lacks or has
 * wrong. Models of the homework are trained faster on wasm, larger ones on native (`backendOrder`). The first call decides for the whole process; later calls return the same.
 *
 * @param options - `prefer`: the backend to use, from a `--backend` flag; without it the environment variable
 *   `TRANSFORMER_BACKEND` counts; `parameters`: how many numbers the model has that is to be trained, where it is a large one
 * @returns `name` of the backend, and `why` it was chosen: a sentence that may be shown once
 * @throws {RangeError} when the flag or the variable names no backend
 * @throws {Error} when a backend that was asked for by name does not work: nothing else is used in its place
 */
export async function startBackend(
  options: { prefer?: string | undefined; parameters?: number | undefined } = {},
): Promise<StartedBackend> {
  const wish = wishedBackend(
    { source: '--backend', value: options.prefer },
    { source: backendVariable, value: process.env[backendVariable] || undefined },
  );
  return oncePerProcess('startBackend', () =>
    quietly(async () => {
      const started = await chooseBackend(wish, starters, options.parameters);
      await prepareGradients();
      return started;
    }),
  );
}

/**
 * Finds out whether a backend works, by starting it in this process and calculating. To be called in a process that
 * does nothing else: a bad library may end it, or never come back.
 *
 * @returns why it does not work, as a sentence that goes on after its name; undefined when it does
 */
export async function tryBackend(name: BackendName): Promise<string | undefined> {
  try {
    await quietly(starters[name]);
    await prepareGradients();
    return proofProblem();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** The gradients and the engine that goes through them belong together. */
function prepareGradients(): Promise<void> {
  return oncePerProcess('gradients', async () => {
    registerGradients();
    shortenEngine();
    replaceBackpropagation();
  });
}
