/** Starts programs apart from everything else on this machine. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mebibyte } from '../limits';
import { bubblewrapArguments, type Shown } from './bubblewrap';
import { inheritedDescriptors } from './descriptors';
import type { Layer } from './layers';
import { librariesOf } from './libraries';
import { findProgram } from './programs';
import { seccompFilter } from './seccomp';
import type { Machine } from './syscalls';

/** Everything that is needed to start programs in sandboxes, as plain data. */
export type Sandbox = Isolated | NotIsolated;

export interface Isolated {
  readonly kind: 'bubblewrap';
  readonly bwrap: string;
  readonly prlimit: string;
  /** File of the filter of system calls. */
  readonly filter: string;
  /** Shared libraries of Node. */
  readonly libraries: readonly string[];
  /** Layers that a test has taken away. */
  readonly without: readonly Layer[];
}

/** No isolation: only the caps on memory and CPU time, where `prlimit` is installed. */
interface NotIsolated {
  readonly kind: 'none';
  readonly prlimit?: string | undefined;
}

/** What a program may use; sizes in MiB, times in seconds. */
export interface Caps {
  readonly memory: number;
  readonly cpu: number;
  readonly openFiles: number;
}

export interface Program {
  /** Node itself, or a program that needs no library. */
  readonly command: 'node' | Shown;
  /** Words as they are; of what is shown the path, as the program sees it. */
  readonly args: readonly (string | Shown)[];
  /** Further files and folders that it sees. */
  readonly shown?: readonly Shown[];
  /** Where it starts. */
  readonly folder?: Shown | undefined;
  /** Descriptors from 0 on, as `spawn` takes them. */
  readonly stdio: readonly ('ignore' | 'pipe')[];
  readonly caps: Caps;
}

/** Where Node lies inside. */
const insideNode = '/app/node';

/**
 * Makes what all sandboxes of one grading share.
 *
 * @param folder - for the filter; has to last as long as the sandboxes
 * @param without - layers to take away, for tests
 * @returns undefined where a part is missing; whether it works is for {@link probeSandbox} to say
 */
export function prepareSandbox(folder: string, without: readonly Layer[] = []): Isolated | undefined {
  const [bwrap, prlimit] = [findProgram('bwrap'), findProgram('prlimit')];
  const machine = machineHere();
  if (process.platform !== 'linux' || !machine || !bwrap || !prlimit) return undefined;
  const filter = join(folder, `system-calls${without.map((layer) => `-${layer}`).join('')}.bpf`);
  writeFileSync(filter, seccompFilter(machine, without));
  return { kind: 'bubblewrap', bwrap, prlimit, filter, libraries: librariesOf(process.execPath), without };
}

/** Programs run as they are, under this user: only for code that is trusted, or on somebody's own risk. */
export function noSandbox(): NotIsolated {
  return { kind: 'none', prlimit: process.platform === 'linux' ? findProgram('prlimit') : undefined };
}

/** The machine, when there is a filter for it. */
export function machineHere(): Machine | undefined {
  return process.arch === 'x64' || process.arch === 'arm64' ? process.arch : undefined;
}

/** Starts a program; the caller ends it by `kill('SIGKILL')`, which takes everything in the sandbox along. */
export function startProgram(sandbox: Sandbox, program: Program): ChildProcess {
  return sandbox.kind === 'none' ? startPlain(sandbox, program) : startIsolated(sandbox, program);
}

function startPlain({ prlimit }: NotIsolated, program: Program): ChildProcess {
  const { args, folder, stdio, caps, command } = program;
  const words = args.map((arg) => (typeof arg === 'string' ? arg : arg.outside));
  const line = [command === 'node' ? process.execPath : command.outside, ...words];
  const [first = '', ...rest] = prlimit ? [prlimit, ...limitArguments(caps), ...line] : line;
  return spawn(first, rest, { stdio: [...stdio], env: {}, cwd: folder?.outside });
}

function startIsolated(sandbox: Isolated, program: Program): ChildProcess {
  const { args, folder, stdio, caps, command, shown = [] } = program;
  const { without } = sandbox;
  const started = command === 'node' ? { outside: process.execPath, inside: insideNode } : command;
  const libraries = command === 'node' ? sandbox.libraries : [];
  const words = args.map((arg) => (typeof arg === 'string' ? arg : arg.inside));
  const view = {
    shown: [
      ...libraries.map((path) => ({ outside: path, inside: path })),
      started,
      ...args.filter((arg) => typeof arg !== 'string'),
      ...shown,
    ],
    folder: folder?.inside,
    filterDescriptor: stdio.length,
  };
  const line = [
    ...limitArguments(without.includes('memory') ? { ...caps, memory: undefined } : caps),
    ...(without.includes('writes') ? [] : ['--fsize=0']),
    sandbox.bwrap,
    ...bubblewrapArguments(view, without),
    started.inside,
    ...words,
  ];
  return startFiltered(sandbox.prlimit, line, sandbox.filter, stdio, {
    env: without.includes('environment') ? process.env : {},
    inherit: without.includes('descriptors'),
  });
}

/**
 * Starts a command line that ends in bubblewrap, which reads the filter from the first descriptor after `stdio`.
 *
 * @param filter - its file
 * @param options - `inherit`: for a test, whatever this process has open is left to it
 */
export function startFiltered(
  command: string,
  line: readonly string[],
  filter: string,
  stdio: Program['stdio'],
  { env = {}, inherit = false }: { env?: NodeJS.ProcessEnv; inherit?: boolean } = {},
): ChildProcess {
  const [opened, nothing] = [openSync(filter, 'r'), openSync('/dev/null', 'r')];
  try {
    const own = [...stdio, opened];
    return spawn(command, line, { stdio: inherit ? own : withoutInherited(own, nothing), env });
  } finally {
    closeSync(opened);
    closeSync(nothing);
  }
}

/** Puts an empty file in the place of every descriptor that would be inherited. */
function withoutInherited(stdio: readonly ('ignore' | 'pipe' | number)[], empty: number) {
  const own: ('ignore' | 'pipe' | number)[] = [...stdio];
  for (const inherited of inheritedDescriptors()) {
    // Node leaves a place as it is where it is to ignore it.
    while (own.length <= inherited) own.push('ignore');
    if (inherited >= stdio.length) own[inherited] = empty;
  }
  return own;
}

/** Arguments of `prlimit`. */
export function limitArguments({
  memory,
  cpu,
  openFiles,
}: Omit<Caps, 'memory'> & { readonly memory: number | undefined }): string[] {
  return [
    ...(memory === undefined ? [] : [`--data=${memory * mebibyte}`]),
    // At the first number a signal that names the reason, at the second one that nothing can catch.
    `--cpu=${cpu}:${cpu + 5}`,
    `--nofile=${openFiles}`,
    '--core=0',
  ];
}
