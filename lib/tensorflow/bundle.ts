/**
 * TensorFlow.js in one file, with the code that V8 has compiled from it: it loads in a quarter of the time that the
 * packages take.
 */
import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { build, type Plugin } from 'esbuild';
import { root } from '../root';
import { codeFile, namesFile, tensorFlowFile } from './load';

const require = createRequire(join(root, 'package.json'));

/** The packages in it. Whoever asks for the native one gets the union: there is one copy of the core, and no other. */
export const tensorFlowPackages = [
  'tfjs',
  'tfjs-backend-cpu',
  'tfjs-backend-wasm',
  'tfjs-backend-webgl',
  'tfjs-converter',
  'tfjs-core',
  'tfjs-data',
  'tfjs-layers',
].map((name) => `@tensorflow/${name}`);

/**
 * Makes the bundle once for each set of versions.
 *
 * @param flags - those that Node will run with: compiled code is good for the same ones only
 * @returns the folder with the file, its compiled code and the WebAssembly files that it loads
 */
export async function tensorFlowBundle(flags: readonly string[] = []): Promise<string> {
  const folder = join(root, '.cache/tensorflow', await keyOf(flags));
  if (existsSync(folder)) return folder;
  const draft = `${folder}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  try {
    await writeBundle(draft);
    await compileAhead(draft, flags);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    // Another process may have been faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

/** Compiled code is good for one version of V8 on one kind of machine. */
async function keyOf(flags: readonly string[]): Promise<string> {
  const manifests = tensorFlowPackages.map((name) =>
    readFile(require.resolve(`${name}/package.json`), 'utf8'),
  );
  const versions = (await Promise.all(manifests)).map((text) => JSON.parse(text).version as string);
  const all = [layout, process.version, process.arch, ...flags, ...versions];
  return createHash('sha256').update(all.join()).digest('hex').slice(0, 16);
}

/** Raised when the files in the folder change their form. */
const layout = 3;

async function writeBundle(folder: string): Promise<void> {
  const modules = tensorFlowPackages.map((name) => `'${name}': () => require('${name}')`);
  const contents = `const modules = { ${modules.join(', ')} };\nmodule.exports = (name) => modules[name]();`;
  await build({
    stdin: { contents, resolveDir: root },
    outfile: join(folder, tensorFlowFile),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    legalComments: 'none',
    // Names stay: they stand in messages.
    minifyWhitespace: true,
    minifySyntax: true,
    logLevel: 'silent',
    plugins: [withoutWebgl],
  });
  const wasm = dirname(require.resolve('@tensorflow/tfjs-backend-wasm'));
  const files = (await readdir(wasm)).filter((name) => name.endsWith('.wasm'));
  await Promise.all(files.map((name) => copyFile(join(wasm, name), join(folder, name))));
}

/** WebGL has no place in Node; the union package asks for its version and nothing else. */
const withoutWebgl: Plugin = {
  name: 'without-webgl',
  setup({ onLoad }) {
    onLoad({ filter: /tfjs-backend-webgl[\\/]dist[\\/][\w.-]+\.js$/ }, async () => {
      const { version } = require('@tensorflow/tfjs-backend-webgl/package.json');
      return { contents: `exports.version_webgl = ${JSON.stringify(version)};` };
    });
  },
};

/** Runs it once, in a process of its own, and keeps what V8 has compiled by then. */
async function compileAhead(folder: string, flags: readonly string[]): Promise<void> {
  const text = `
    const { loadTensorFlow } = require('./load.cjs');
    const { script, load } = loadTensorFlow(${JSON.stringify(folder)});
    const { writeFileSync } = require('node:fs');
    const tf = load('@tensorflow/tfjs');
    load('@tensorflow/tfjs-backend-wasm');
    const namesOf = (name) => Object.keys(load(name)).filter((each) => each !== 'default');
    const names = ${JSON.stringify(tensorFlowPackages)}.map((name) => [name, namesOf(name)]);
    writeFileSync(${JSON.stringify(join(folder, namesFile))}, JSON.stringify(Object.fromEntries(names)));
    tf.setBackend('wasm').then(() => {
      const x = tf.variable(tf.ones([2, 2]));
      tf.train.adam(0.1).minimize(() => tf.softmax(tf.matMul(x, x)).sum());
      writeFileSync(${JSON.stringify(join(folder, codeFile))}, script.createCachedData());
    });`;
  const loader = join(folder, 'load.cjs');
  const entry = join(folder, 'compile.cjs');
  await build({
    entryPoints: [join(root, 'lib/tensorflow/load.ts')],
    outfile: loader,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  await writeFile(entry, text);
  await promisify(execFile)(process.execPath, [...flags, entry], { env: {} });
  await Promise.all([loader, entry].map((file) => rm(file)));
}
