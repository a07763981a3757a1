import { backendVariable } from '../backend/choose';
import { engineFlags } from '../cli/engine.mjs';
import { tensorFlowBundle } from '../tensorflow/bundle';
import { type LoadPackage, loadTensorFlow, namesIn } from '../tensorflow/load';

/** What a notebook gets where it asks for a package; undefined for packages that are none of TensorFlow.js. */
export type FindPackage = (name: string) => unknown;

/**
 * One copy of TensorFlow.js for all cells, from the bundle that loads quickly. Not for the native backend, which
 * brings the packages with it.
 */
export async function notebookTensorFlow(): Promise<FindPackage> {
  if (process.env[backendVariable] === 'native') return () => undefined;
  const folder = await tensorFlowBundle(engineFlags).catch(() => undefined);
  if (folder === undefined) return () => undefined;
  const names = namesIn(folder);
  let load: LoadPackage | undefined;
  return (name) => {
    if (!names[name]) return undefined;
    load ??= loadTensorFlow(folder).load;
    return load(name);
  };
}
