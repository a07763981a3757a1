/**
 * The sandbox of notebooks. Jupyter needs more than a stage does: Python, several processes, sockets between them, files.
 * So it has processes, a network and files of its own: none of them leads anywhere. What it sees of this machine is programs
 * and the given library; there is nothing of the grader in it to find.
 */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineFlags } from '../../lib/cli/engine.mjs';
import { executorArguments } from '../../lib/notebooks/execute';
import { writeKernelSpec } from '../../lib/notebooks/kernel-spec';
import { findPython, type Python } from '../../lib/notebooks/python';
import { root } from '../../lib/root';
import { lastLine, runProgram } from '../../lib/run-program';
import { tensorFlowBundle } from '../../lib/tensorflow/bundle';
import { SandboxError } from '../isolation/fault';
import type { Isolation } from '../isolation/layers';
import { librariesOf } from '../isolation/libraries';
import { collectOutput, type Ended } from '../isolation/run';
import { type Isolated, limitArguments, machineHere, startFiltered } from '../isolation/sandbox';
import { notebookFilter } from '../isolation/seccomp';
import { limits } from '../limits';

/** All that is needed to execute notebooks. */
export interface NotebookRuntime {
  readonly python: string;
  /** Folders of this Python that are not in /usr. */
  readonly pythonFolders: readonly string[];
  /** Shared libraries of Node. */
  readonly libraries: readonly string[];
  /** File of the filter of system calls. */
  readonly filter: string;
  /** A folder that holds `kernels/`. */
  readonly jupyter: string;
  /** Folder of the bundle of TensorFlow.js. */
  readonly tensorFlow: string;
}

/** Where the project lies inside. */
const inside = '/app';

/** What a grading knows from its beginning: enough to make a {@link NotebookRuntime} once a notebook is there. */
export interface NotebookTools {
  readonly python: Python;
  /** For what is made; has to last as long as the grading. */
  readonly folder: string;
}

/** @returns undefined where notebooks cannot be executed apart from this machine */
export async function notebookTools(
  folder: string,
  isolation: Isolation,
): Promise<NotebookTools | undefined> {
  if (isolation === 'none' || !machineHere()) return undefined;
  const python = await findPython();
  return python && { python, folder };
}

/** Makes all that the executions of one process share. */
export async function prepareNotebooks({ python, folder }: NotebookTools): Promise<NotebookRuntime> {
  const machine = machineHere();
  if (!machine) throw new SandboxError(`there is no filter of system calls for ${process.arch}`);
  const own = await mkdtemp(join(folder, 'notebooks-'));
  const filter = join(own, 'notebooks.bpf');
  await writeFile(filter, notebookFilter(machine));
  const jupyter = join(own, 'jupyter');
  await writeKernelSpec(join(jupyter, 'kernels'), inside);
  return {
    ...(await placesOf(python.program)),
    libraries: librariesOf(process.execPath),
    filter,
    jupyter,
    tensorFlow: await tensorFlowBundle(engineFlags),
  };
}

const whereItIs = `import sys, os, json, nbclient
packages = os.path.dirname(os.path.dirname(nbclient.__file__))
folders = [sys.prefix, sys.base_prefix, packages, os.path.dirname(os.path.realpath(sys.executable))]
print(json.dumps({"python": sys.executable, "pythonFolders": folders}))`;

/** The program itself, and where a Python outside of /usr keeps its packages: a virtual environment, say, and what it is made of. */
async function placesOf(program: string): Promise<Pick<NotebookRuntime, 'python' | 'pythonFolders'>> {
  const { stdout } = await runProgram(program, ['-c', whereItIs]);
  const { python, pythonFolders } = JSON.parse(lastLine(stdout)) as {
    python: string;
    pythonFolders: string[];
  };
  const elsewhere = (path: string) => path !== '/usr' && !path.startsWith('/usr/');
  return { python, pythonFolders: [...new Set(pythonFolders)].filter(elsewhere) };
}

/** A notebook and the code that it imports, on disk. */
export interface NotebookFiles {
  readonly notebook: string;
  /** The folder `exercises`. */
  readonly exercises: string;
}

/** Executes a notebook; `output` is what `execute.py` prints, whose last line is the notebook. */
export function executeInside(
  sandbox: Isolated,
  runtime: NotebookRuntime,
  files: NotebookFiles,
  seconds: number,
): Promise<Ended> {
  const child = startFiltered(sandbox.prlimit, lineOf(sandbox, runtime, files, seconds), runtime.filter, [
    'ignore',
    'pipe',
    'pipe',
  ]);
  const patience = { milliseconds: (seconds + 60) * 1000, bytes: 4 * limits.notebookOutput };
  return collectOutput(child, patience);
}

function lineOf(
  sandbox: Isolated,
  runtime: NotebookRuntime,
  files: NotebookFiles,
  seconds: number,
): string[] {
  const caps = { memory: limits.notebookMemory, cpu: limits.cpu, openFiles: 1024 };
  const given = {
    cellSeconds: Math.min(limits.notebookCell, seconds),
    totalSeconds: seconds,
    outputBytes: limits.notebookOutput,
  };
  const notebook = `${inside}/notebook.ipynb`;
  return [
    ...limitArguments(caps),
    sandbox.bwrap,
    ...viewOf(runtime, { ...files, inside: notebook }),
    ...[runtime.python, `${inside}/lib/notebooks/execute.py`],
    ...executorArguments(notebook, '-', inside, given),
    ...['--processes', String(limits.notebookProcesses)],
  ];
}

/** Nobody's user, namespaces of its own for everything, an empty network with its own loopback; no environment but this one. */
function viewOf(runtime: NotebookRuntime, files: NotebookFiles & { readonly inside: string }): string[] {
  const show = (path: string, at = path) => ['--ro-bind', path, at];
  const memory = (path: string) => ['--size', String(limits.notebookFiles), '--tmpfs', path];
  return [
    ...[
      '--unshare-user',
      '--uid',
      '65534',
      '--gid',
      '65534',
      '--unshare-ipc',
      '--unshare-uts',
      '--unshare-pid',
    ],
    ...['--unshare-net', '--unshare-cgroup-try', '--hostname', 'sandbox'],
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL', '--clearenv'],
    ...[
      ...show('/usr'),
      ...['bin', 'lib', 'lib64', 'sbin'].flatMap((name) => ['--ro-bind-try', `/${name}`, `/${name}`]),
    ],
    ...['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache', '--proc', '/proc', '--dev', '/dev'],
    ...[...runtime.pythonFolders, ...runtime.libraries, process.execPath].flatMap((path) =>
      path.startsWith('/usr/') || /^\/lib(64)?\//.test(path) ? [] : show(path),
    ),
    ...[...memory('/tmp'), ...memory(inside)],
    ...['package.json', 'lib', 'node_modules'].flatMap((name) => show(join(root, name), `${inside}/${name}`)),
    ...show(runtime.tensorFlow, runtime.tensorFlow.replace(root, inside)),
    ...show(files.exercises, `${inside}/exercises`),
    ...show(files.notebook, files.inside),
    ...show(runtime.jupyter, '/jupyter'),
    ...['--remount-ro', '/', '--chdir', inside],
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--seccomp', '3', '--'],
  ];
}

const environment = {
  PATH: '/usr/bin:/bin',
  HOME: '/tmp',
  JUPYTER_PATH: '/jupyter',
  JUPYTER_RUNTIME_DIR: '/tmp/runtime',
  IPYTHONDIR: '/tmp/ipython',
  PYTHONDONTWRITEBYTECODE: '1',
  NO_COLOR: '1',
};
