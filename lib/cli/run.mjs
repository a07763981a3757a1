/**
 * Starts a command that is written in TypeScript: node lib/cli/run.mjs lib/cli/test.ts 02
 *
 * Plain JavaScript, so that any Node can read it. The project's own files are put together by esbuild (some
 * 30 ms); packages stay where they are and load at full speed.
 */
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { bundleCommand } from './bundle.mjs';
import { setEngineFlags } from './engine.mjs';

/** The oldest Node that everything runs on. */
const oldestNode = 20;

/** What is wrong with a version of Node such as `18.19.1`; undefined when it is new enough. */
export function nodeProblem(version) {
  if (Number.parseInt(version, 10) >= oldestNode) return undefined;
  return `Node ${version} is too old: install Node ${oldestNode} or newer from nodejs.org, then try again`;
}

async function main() {
  const problem = nodeProblem(process.versions.node);
  if (problem) {
    console.error(`error: ${problem}`);
    process.exitCode = 2;
    return;
  }
  setEngineFlags();
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
