/** esbuild, in a sandbox that shows it the files of one stage: what it cannot see it cannot put into a bundle. */
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { codeEndings } from '../../lib/handing-in/code-files';
import type { Shown } from '../isolation/bubblewrap';
import { SandboxError } from '../isolation/fault';
import { type Ended, type Patience, runProgram } from '../isolation/run';
import type { Sandbox } from '../isolation/sandbox';
import { limits, mebibyte } from '../limits';
import type { Tree } from './tree';

const options = [
  '--bundle',
  '--format=esm',
  '--platform=node',
  '--target=node20',
  '--tsconfig-raw={}',
  // As vitest has it.
  `--define:import.meta.env=${JSON.stringify({ BASE_URL: '/', MODE: 'test', DEV: true, PROD: false, SSR: true })}`,
  `--resolve-extensions=${codeEndings.join()}`,
  '--preserve-symlinks',
  '--sourcemap=inline',
  '--sources-content=false',
  '--log-level=error',
  '--log-limit=1',
  '--color=false',
];

/**
 * @param tree - the files
 * @param entry - the file of the stage, such as `exercises/02-attention.ts`
 * @returns the bundle, with a source map
 * @throws {Error} when it does not compile: the place and the reason in one line
 * @throws {SandboxError} when the sandbox cannot be set up
 */
export async function compile(sandbox: Sandbox, tree: Tree, entry: string): Promise<string> {
  const first = await runCompiler(sandbox, tree, entry);
  // A busy machine fails nobody, nor does one without memory.
  const again = first.stopped === 'milliseconds' || (!first.stopped && first.code === killed);
  const ended = again ? await runCompiler(sandbox, tree, entry) : first;
  const { code, output, errors, stopped } = ended;
  if (code === 0 && !stopped) return output;
  const failed = code === 1 && !stopped;
  // The compiler itself gives a reason, so it was not even started.
  if (errors.startsWith('bwrap:') || (failed && !errors.includes('[ERROR]')))
    throw new SandboxError(errors || 'the compiler does not start');
  const why = stopped ? tooMuch[stopped] : 'the compiler gave up on it: is it nested very deeply?';
  throw new Error(failed ? problemOf(errors, entry) : `${entry} cannot be compiled: ${why}`);
}

/** The exit code that bubblewrap gives a program which was ended by SIGKILL. */
const killed = 137;

const patience: Patience = { milliseconds: limits.compile, bytes: limits.bundle };

const tooMuch: Readonly<Record<keyof Patience, string>> = {
  milliseconds: `it takes longer than ${limits.compile / 1000} s`,
  bytes: `together with its imports it is larger than ${limits.bundle / mebibyte} MiB`,
};

function runCompiler(sandbox: Sandbox, tree: Tree, entry: string): Promise<Ended> {
  const program = {
    command: compilerProgram(),
    args: [entry, ...options],
    shown: tree.parts,
    folder: tree.folder,
    caps: { memory: limits.compilerMemory, cpu: limits.compile / 1000, openFiles: limits.openFiles },
  };
  return runProgram(sandbox, program, patience).catch((error: Error) => {
    throw new SandboxError(error.message);
  });
}

/** The binary that esbuild's own package brings along for this machine. */
function compilerProgram(): Shown {
  const { resolve } = createRequire(createRequire(import.meta.url).resolve('esbuild'));
  const file = process.platform === 'win32' ? 'esbuild.exe' : 'bin/esbuild';
  return { outside: resolve(`@esbuild/${process.platform}-${process.arch}/${file}`), inside: '/app/esbuild' };
}

/** The first error, in our words where an import is refused. */
function problemOf(errors: string, entry: string): string {
  const [, words = 'it cannot be compiled', file, line] =
    /\[ERROR\] ([^\n]*)(?:\n\n {4}([^\n]+?):(\d+):\d+:)?/.exec(errors) ?? [];
  const refused = /^Could not resolve "(.*)"$/.exec(words)?.[1];
  const reason = refused === undefined ? words : refusal(refused, file ?? entry);
  return file === undefined ? `${entry}: ${reason}` : `${file}:${line}: ${reason}`;
}

/** Why an import leads nowhere. */
function refusal(path: string, importer: string): string {
  if (path.startsWith('#impl/')) return `"${path}" is not a file of the submission`;
  if (!path.startsWith('.')) return `the package "${path}" is not part of the homework`;
  const target = posix.join(posix.dirname(importer), path);
  if (target.startsWith('lib/')) return `"${target}" is not a file of the given library`;
  if (!target.startsWith('exercises/'))
    return `"${path}" leads out of exercises/, and only what is in that folder is graded`;
  return `"${path}" is not a file of the submission`;
}
