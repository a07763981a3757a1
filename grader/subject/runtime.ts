/** What submissions are put together and run with; made once for each grading. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type BuildOptions, build, type Plugin } from 'esbuild';
import { engineFlags, sparingFlags } from '../../lib/cli/engine.mjs';
import { root } from '../../lib/root';
import { tensorFlowBundle, tensorFlowPackages } from '../../lib/tensorflow/bundle';
import { exportsOf } from '../../lib/tensorflow/exports';
import { namesIn } from '../../lib/tensorflow/load';
import { chooseSandbox } from '../isolation/choose';
import type { Isolation, Layer } from '../isolation/layers';
import type { Sandbox } from '../isolation/sandbox';
import { limits } from '../limits';
import type { NotebookTools } from '../notebooks/sandbox';

/** Plain data: it travels to the workers that start submissions. */
export interface Runtime {
  readonly sandbox: Sandbox;
  /** File of the bundled host. */
  readonly host: string;
  /** Folder of the bundle of TensorFlow.js. */
  readonly tensorFlow: string;
  /** Folder of the packages that a submission may import: each hands on what the host has loaded. */
  readonly packages: string;
  /** What notebooks are executed with, where they are. */
  readonly notebooks?: NotebookTools | undefined;
}

/**
 * @param folder - for everything that is made; has to last as long as the runtime is used
 * @param isolation - `none` runs submissions as they are
 * @param without - layers of the isolation to take away, for tests
 * @throws {SandboxError} when isolation is asked for and is not installed
 */
export async function prepareRuntime(
  folder: string,
  isolation: Isolation,
  without: readonly Layer[] = [],
): Promise<Runtime> {
  await mkdir(folder, { recursive: true });
  const sandbox = chooseSandbox(folder, isolation, without);
  const tensorFlow = await tensorFlowBundle(nodeFlags);
  const [host, packages] = await Promise.all([
    bundleHost(folder, namesIn(tensorFlow)),
    writePackages(join(folder, 'packages')),
  ]);
  return { sandbox, host, tensorFlow, packages };
}

/** With what flags Node runs a submission. Compiled code is good for the same flags only. */
export const nodeFlags = [...engineFlags, ...sparingFlags, `--max-old-space-size=${limits.heap}`];

/** An expression that gives a package as the host has loaded it, for itself and for the bundles of students: one copy. */
const loaded = (name: string) => `globalThis[Symbol.for('host.tensorflow')](${JSON.stringify(name)})`;

/** The names that a submission may import. The host has chosen the backend: the native package is the plain one. */
async function writePackages(folder: string): Promise<string> {
  const all = [
    ...tensorFlowPackages.map((name) => [name, name]),
    ['@tensorflow/tfjs-node', '@tensorflow/tfjs'],
  ];
  for (const [name = '', original = ''] of all) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, 'index.js'), `module.exports = ${loaded(original)};`);
  }
  return folder;
}

type Names = ReturnType<typeof namesIn>;

/** What all bundles have in common. */
const common: BuildOptions = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'silent',
  absWorkingDir: root,
};

async function bundleHost(folder: string, names: Names): Promise<string> {
  const outfile = join(folder, 'host.mjs');
  const entryPoints = [join(root, 'grader/subject/host.ts')];
  await build({ ...common, entryPoints, outfile, plugins: [handOn(names)] });
  return outfile;
}

/** As modules: to import a package of the other kind esbuild copies all of its names for each importer. */
const handOn = (names: Names): Plugin => ({
  name: 'tensorflow-of-the-host',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^@tensorflow\// }, ({ path }) =>
      names[path] ? { path, namespace: 'host' } : { path, external: true },
    );
    onLoad({ filter: /.*/, namespace: 'host' }, ({ path }) => ({
      contents: exportsOf(names[path] ?? [], loaded(path)),
    }));
  },
});
