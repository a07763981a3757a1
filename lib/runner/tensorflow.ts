/**
 * TensorFlow.js for the tests, loaded quickly: in one file with the code that V8 has compiled from it. To import the
 * packages takes four times as long.
 */
import { basename, join } from 'node:path';
import type { Plugin } from 'vitest/config';
import { backendVariable } from '../backend/choose';
import { engineFlags } from '../cli/engine.mjs';
import { root } from '../root';
import { tensorFlowBundle } from '../tensorflow/bundle';
import { exportsOf } from '../tensorflow/exports';
import { namesIn } from '../tensorflow/load';

const marker = '\0tensorflow:';

/**
 * Puts the bundle in the place of the packages. Not for the native backend, which brings the packages with it: two
 * copies of TensorFlow.js would not know each other's tensors.
 */
export async function quickTensorFlow(): Promise<Plugin[]> {
  if (process.env[backendVariable] === 'native') return [];
  const folder = await tensorFlowBundle(engineFlags).catch(() => undefined);
  // Without a place for it the packages do as well, only slower.
  return folder === undefined ? [] : [fromBundle(folder)];
}

function fromBundle(folder: string): Plugin {
  const names = namesIn(folder);
  return {
    // Vitest keeps what it transformed for as long as the plugins have the same names.
    name: `tensorflow-bundle ${basename(folder)}`,
    enforce: 'pre',
    resolveId: (id) => (names[id] ? marker + id : undefined),
    load(id) {
      if (!id.startsWith(marker)) return undefined;
      const name = id.slice(marker.length);
      return moduleOf(name, names[name] ?? [], folder);
    },
  };
}

/** One copy for each thread, whichever package is asked for first. */
function moduleOf(name: string, names: readonly string[], folder: string): string {
  const loader = JSON.stringify(join(root, 'lib/tensorflow/load.ts'));
  const loaded = `globalThis[Symbol.for('transformer-homework: TensorFlow.js')]`;
  // Whatever has a name here could be a name of the package.
  return `
    import { loadTensorFlow as $load } from ${loader};
    ${loaded} ??= $load(${JSON.stringify(folder)}).load;
    const $package = ${loaded}(${JSON.stringify(name)});
    ${exportsOf(names, '$package')}
    export default $package;`;
}
