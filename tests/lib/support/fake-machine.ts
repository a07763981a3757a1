/** A machine for `npm run native` that has what a test gives it: a folder of its own, and programs that only pretend. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Machine } from '../../../lib/native/machine';
import type { Ran } from '../../../lib/run-program';

/** What a program does: gets its arguments, gives back what it prints. Undefined: it is not installed. */
export type Program = ((args: readonly string[]) => Partial<Ran>) | undefined;

export interface FakeMachine extends Machine {
  /** What was said, in lines. */
  readonly said: string[];
  /** The programs that were run, with their arguments. */
  readonly ran: string[];
  /** Ctrl-C. */
  readonly interrupt: () => void;
}

export const fails = (problem: string, stderr = ''): Partial<Ran> => ({ ok: false, problem, stderr });

/** A temporary folder for one test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), 'native-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file and the folders above it. */
export function put(text: string, ...path: string[]): string {
  const file = join(...path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** libtensorflow as the Python package of Linux has it. */
export function putLibrary(folder: string): string {
  put('cc', folder, 'libtensorflow_cc.so.2');
  put('framework', folder, 'libtensorflow_framework.so.2');
  put('', folder, 'include/tensorflow/c/eager/c_api.h');
  return folder;
}

/** The package of tfjs-node without its binding. */
export const putPackage = (root: string, version = '4.22.0'): string =>
  put(JSON.stringify({ version }), root, packagePath, 'package.json');

export const packagePath = 'node_modules/@tensorflow/tfjs-node';
export const bindingPath = `${packagePath}/lib/napi-v8/tfjs_binding.node`;

/** Linux with a compiler, npm, Node's headers, and a Python that has no TensorFlow; native works once it is built. */
export function fakeMachine(
  programs: Record<string, Program> = {},
  platform: NodeJS.Platform = 'linux',
): FakeMachine {
  const root = scratch();
  put(JSON.stringify({ optionalDependencies: { '@tensorflow/tfjs-node': '4.22.0' } }), root, 'package.json');
  put('', root, 'node_modules/node-api-headers/include/node_api.h');
  const all: Record<string, Program> = { ...usualPrograms(root), ...programs };
  const [said, ran]: string[][] = [[], []];
  const interrupt = new AbortController();
  return {
    ...{ root, platform, architecture: 'x64', node: process.execPath, compiler: undefined },
    ...{ said: said as string[], ran: ran as string[], signal: interrupt.signal },
    interrupt: () => interrupt.abort(),
    say: (line) => void said?.push(line),
    run: async (path, args) => {
      const name = path === process.execPath ? 'node' : path;
      ran?.push([name, ...args].join(' '));
      const result = all[name]?.(args) ?? fails('is not installed');
      interrupt.signal.throwIfAborted();
      return { ok: true, problem: '', stdout: '', stderr: '', ...result };
    },
  };
}

function usualPrograms(root: string): Record<string, Program> {
  return {
    node: () => ({
      stdout: JSON.stringify(existsSync(join(root, bindingPath)) ? {} : { problem: 'is not installed' }),
    }),
    'c++': compile,
    npm: () => {
      putPackage(root);
      return {};
    },
    python3: () => ({ stdout: '\n' }),
  };
}

/** A compiler that always succeeds. */
export function compile(args: readonly string[]): Partial<Ran> {
  if (args[0] === '--version') return { stdout: 'c++ 12.2\nCopyright' };
  writeFileSync(args[args.indexOf('-o') + 1] as string, 'new binding');
  return {};
}
