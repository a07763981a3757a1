/**
 * Starts a command that is written in TypeScript: node lib/cli/run.mjs lib/cli/test.ts 02
 *
 * Plain JavaScript, so that any Node can read it. The project's own files are put together by esbuild (some
 * 30 ms); packages stay where they are and load at full speed.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The oldest Node that everything runs on. */
const oldestNode = 20;

/** What is wrong with a version of Node such as `18.19.1`; undefined when it is new enough. */
export function nodeProblem(version) {
  if (Number.parseInt(version, 10) >= oldestNode) return undefined;
  return `Node ${version} is too old: install Node ${oldestNode} or newer from nodejs.org, then try again`;
}

/** Puts a command together and returns the file to run, or throws an Error with one readable line. */
export async function bundleCommand(entry, root, conditions) {
  const { build } = await import('esbuild');
  const folder = join(root, '.cache/commands', [basename(entry, '.ts'), ...conditions].join('-'));
  mkdirSync(folder, { recursive: true });
  const options = {
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
  };
  try {
    const { outputFiles } = await build({
      ...options,
      entryPoints: [join(root, entry)],
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      conditions: ['module', ...conditions],
      absWorkingDir: root,
      sourcemap: true,
      logLevel: 'silent',
      write: false,
    });
    for (const { path, contents } of outputFiles) putInPlace(path, contents);
  } catch (error) {
    const first = error.errors?.[0];
    const place = first?.location ? `${first.location.file}:${first.location.line}: ` : '';
    throw new Error(first ? `${place}${first.text}` : error.message);
  }
  return join(folder, basename(entry).replace(/\.ts$/, '.mjs'));
}

/** Another command may be reading the same file: it finds all of the old one or all of the new one. */
function putInPlace(path, contents) {
  try {
    if (readFileSync(path).equals(contents)) return;
  } catch {
    // Not there yet.
  }
  const draft = `${path}.${randomUUID()}.tmp`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}

async function main() {
  const problem = nodeProblem(process.versions.node);
  if (problem) {
    console.error(`error: ${problem}`);
    process.exitCode = 2;
    return;
  }
  // chalk knows this one only.
  if (process.env.NO_COLOR) process.env.FORCE_COLOR = '0';
  // Colour only on a terminal, whatever the libraries think; they all know this variable or ask for it.
  if (!process.stdout.isTTY && !process.env.FORCE_COLOR) process.env.NO_COLOR ??= '1';
  const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
  const [, , entry, ...args] = process.argv;
  const node = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].join(' ');
  const conditions = [...node.matchAll(/--conditions[= ](\S+)/g)].map(([, name]) => name);
  try {
    const file = await bundleCommand(entry, root, conditions);
    process.argv = [process.argv[0], file, ...args];
    await import(pathToFileURL(file).href);
  } catch (error) {
    console.error(`error: ${error.message}`);
    process.exitCode = 1;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
