/** Turns one stage of a submission into one JavaScript file that the host can load. */
import { existsSync, realpathSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { extname, join, posix, sep } from 'node:path';
import { type BuildFailure, type BuildOptions, build, type Loader, type Plugin } from 'esbuild';
import { stages } from '../../lib/course';
import { root } from '../../lib/root';

const require = createRequire(import.meta.url);
const loaders: Record<string, Loader> = {
  '.ts': 'ts',
  '.tsx': 'tsx',
  '.mts': 'ts',
  '.js': 'js',
  '.mjs': 'js',
  '.json': 'json',
};

/** A submission as the bundler sees it: texts by path, such as `exercises/02-attention.ts`. */
export type Files = ReadonlyMap<string, string>;

export interface Bundle {
  readonly stem: string;
  /** The file to load; absent when it does not compile. */
  readonly file?: string | undefined;
  /** Why it does not compile, with the place. */
  readonly problem?: string | undefined;
  /** The earlier stages that it imports, directly or through others; all of them when it does not compile. */
  readonly uses: readonly string[];
}

/**
 * Bundles one stage. `../lib` is always the given one, whatever the student made of it; with `reference`, the
 * earlier stages come from `solutions/`, so that the stage can be tested on its own.
 *
 * @param files - the submission
 * @param stem - the stage
 * @param outFile - where the bundle goes
 */
export async function bundleStage(
  files: Files,
  stem: string,
  outFile: string,
  { reference }: { reference: boolean },
): Promise<Bundle> {
  const earlier = stages.map((stage) => stage.stem).filter((each) => each < stem);
  const entry = findFile(files, `exercises/${stem}`);
  if (!entry) return { stem, problem: `exercises/${stem}.ts is missing`, uses: [] };
  try {
    const result = await build({
      ...common,
      entryPoints: [entry],
      write: false,
      sourcemap: 'inline',
      sourcesContent: false,
      metafile: true,
      tsconfigRaw: {},
      plugins: [submissionFiles(files, entry, reference ? stem : undefined), requirePackages],
    });
    await writeFile(outFile, result.outputFiles[0]?.text ?? '');
    const inputs = Object.keys(result.metafile.inputs);
    const uses = earlier.filter((each) => inputs.some((input) => input.includes(`exercises/${each}.`)));
    return { stem, file: outFile, uses };
  } catch (error) {
    return { stem, problem: problemOf(error as BuildFailure), uses: earlier };
  }
}

/** Resolves every import of a submission: its own files, the given library, TensorFlow.js, Node. */
function submissionFiles(files: Files, entry: string, referenceBefore: string | undefined): Plugin {
  return {
    name: 'submission',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/, namespace: 'submission' }, ({ path, importer }) =>
        resolveImport(files, referenceBefore, path, importer),
      );
      onResolve({ filter: /.*/, namespace: 'file' }, ({ path, kind }) => {
        if (kind === 'entry-point') return { path: entry, namespace: 'submission' };
        return path.startsWith('.') ? undefined : resolvePackage(path);
      });
      onLoad({ filter: /.*/, namespace: 'submission' }, ({ path }) => ({
        contents: files.get(path) ?? '',
        loader: loaders[extname(path)] ?? 'ts',
      }));
    },
  };
}

function resolveImport(files: Files, referenceBefore: string | undefined, path: string, importer: string) {
  // As package.json has it: that is what the tests import, so some students do.
  const impl = /^#impl\/(.+)/.exec(path)?.[1];
  if (!impl && !path.startsWith('.')) return resolvePackage(path);
  const target = impl ? posix.join('exercises', impl) : posix.join(posix.dirname(importer), path);
  const stem = /^exercises\/(\d\d-[\w-]+?)(?:\.[jt]s)?$/.exec(target)?.[1];
  const solution = join(root, 'solutions', `${stem}.ts`);
  if (referenceBefore && stem && stem < referenceBefore && existsSync(solution)) return { path: solution };
  const own = findFile(files, target);
  if (own && !target.startsWith('lib/')) return { path: own, namespace: 'submission' };
  if (target.startsWith('lib/')) return resolveGiven(target);
  return { errors: [{ text: `"${path}" is not a file of the submission` }] };
}

/** A file of the library that is given to students; nothing outside of it can be reached. */
function resolveGiven(target: string) {
  const library = realpathSync(join(root, 'lib')) + sep;
  const file = meanings(join(root, target), ['', '.ts', '/index.ts']).find(isFile);
  if (file && realpathSync(file).startsWith(library)) return { path: file };
  return { errors: [{ text: `"${target}" is not a file of the given library` }] };
}

/** A package of TensorFlow.js or a file in it; no name in it begins with a dot, so none leads out of it. */
const tensorflowPackage = /^@tensorflow(\/[\w-][\w.-]*)+$/;

function resolvePackage(path: string) {
  if (isBuiltin(path)) return { path, external: true };
  // The host has chosen the backend: whoever asks for the native package gets the one that is running.
  const name = path === '@tensorflow/tfjs-node' ? '@tensorflow/tfjs' : path;
  const installed = tensorflowPackage.test(name) && installedFile(name);
  if (installed) return { path: installed, namespace: 'package' };
  return { errors: [{ text: `the package "${path}" is not part of the homework` }] };
}

/** The file of an installed package: one copy for host and student, else they do not know each other's tensors. */
function installedFile(name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}

/** Where the host leaves its `require` for the bundles of students. */
const requireByHost = "globalThis[Symbol.for('host.require')]";

/**
 * Installed packages are required, not imported: to import a CommonJS file Node has to read all of its text for
 * names first, which takes longer than to run it.
 */
const requirePackages: Plugin = {
  name: 'require-packages',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /.*/, namespace: 'package' }, ({ path }) => ({ path, external: true }));
    onLoad({ filter: /.*/, namespace: 'package' }, ({ path }) => ({
      contents: `module.exports = ${requireByHost}(${JSON.stringify(path)});`,
    }));
  },
};

/** What bundles of students and of the host have in common. */
const common: BuildOptions = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  logLevel: 'silent',
  absWorkingDir: root,
};

function findFile(files: Files, path: string): string | undefined {
  const endings = ['', ...Object.keys(loaders), '/index.ts'];
  return meanings(path, endings).find((candidate) => files.has(candidate));
}

/** The files that an import may mean, in order; TypeScript lets `.js` stand for the `.ts` that it is made from. */
function meanings(path: string, endings: readonly string[]): string[] {
  return [...endings.map((ending) => path + ending), path.replace(/\.js$/, '.ts')];
}

function isFile(path: string): boolean {
  return existsSync(path) && extname(path) !== '';
}

function problemOf(failure: BuildFailure): string {
  const first = failure.errors?.[0];
  if (!first) return `the file cannot be compiled: ${String(failure.message).slice(0, 200)}`;
  const place = first.location
    ? `${first.location.file.replace(/^submission:/, '')}:${first.location.line}: `
    : '';
  return `${place}${first.text}`;
}

/** Bundles the host itself, once for each start of the grader. */
export async function bundleHost(directory: string): Promise<string> {
  const outfile = join(directory, 'host.mjs');
  const packages: Plugin = {
    name: 'packages',
    setup({ onResolve }) {
      onResolve({ filter: /^@tensorflow\// }, ({ path }) => {
        const installed = installedFile(path);
        return installed ? { path: installed, namespace: 'package' } : { path, external: true };
      });
    },
  };
  const entryPoints = [join(root, 'grader/subject/host.ts')];
  const js = `import { createRequire as requireFrom } from 'node:module'; ${requireByHost} = requireFrom(import.meta.url);`;
  await build({ ...common, entryPoints, outfile, banner: { js }, plugins: [packages, requirePackages] });
  return outfile;
}
