/** Finds Jupyter on this machine. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Ran, runProgram } from '../run-program';

/** How Jupyter is started. */
export interface Jupyter {
  readonly program: string;
  readonly args: readonly string[];
}

/** In the order in which they are tried. */
export const candidates: readonly Jupyter[] = [
  { program: 'jupyter', args: ['lab'] },
  { program: 'jupyter', args: ['notebook'] },
  ...['python3', 'python', 'py'].flatMap((program) => [
    { program, args: ['-m', 'jupyterlab'] },
    { program, args: ['-m', 'notebook'] },
  ]),
];

/** One that does not say its version within this time, in ms, is not taken. */
const patience = 30_000;

/**
 * The first Jupyter that answers; undefined when there is none.
 *
 * @param run - runs a program; tests put something else in its place
 */
export async function findJupyter(
  run: (program: string, args: readonly string[]) => Promise<Pick<Ran, 'ok'>> = (program, args) =>
    runProgram(program, args, { timeout: patience }),
): Promise<Jupyter | undefined> {
  for (const candidate of candidates) {
    const { ok } = await run(candidate.program, [...candidate.args, '--version']);
    if (ok) return candidate;
  }
  return undefined;
}

/** What to do on a machine without Jupyter. */
export const howToGetJupyter = [
  'Jupyter is not installed. One of these brings it:',
  '  Debian, Ubuntu   sudo apt install jupyter-notebook',
  '  macOS            brew install jupyterlab',
  '  Windows          py -m pip install jupyterlab',
  '  anywhere         python3 -m pip install jupyterlab, in a virtual environment',
  'Or open the folder in VS Code with its Jupyter extension, after npm run notebooks -- --install',
].join('\n');

/** Where Jupyter keeps what belongs to the user, kernels for one. */
export function userDataFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  if (platform === 'darwin') return join(home, 'Library/Jupyter');
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData/Roaming'), 'jupyter');
  return join(env.XDG_DATA_HOME ?? join(home, '.local/share'), 'jupyter');
}
