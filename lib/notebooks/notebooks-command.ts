/** `npm run notebooks`: starts Jupyter with the kernel of this project. */
import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { Command } from 'commander';
import { exitCode, UsageError } from '../cli/start';
import { stages } from '../course';
import { root } from '../root';
import { findJupyter, howToGetJupyter, type Jupyter, userDataFolder } from './jupyter';
import { kernelInfo, removeKernelSpec, writeKernelSpec } from './kernel-spec';
import { notebookFolder } from './source';

interface Options {
  readonly install?: true;
  readonly uninstall?: true;
}

/**
 * @param argv - a stage to open; `--install` or `--uninstall`; after `--` what is meant for Jupyter itself
 * @returns the exit code: that of Jupyter
 */
export async function notebooksCommand(argv: readonly string[]): Promise<number> {
  const command = new Command('npm run notebooks --')
    .description('Starts Jupyter in notebooks/, with a kernel that knows your exercises.')
    .argument('[stage]', 'opens that notebook, such as 02')
    .argument('[options...]', 'after another --: for Jupyter itself, such as --no-browser')
    .option('--install', 'make the kernel known to VS Code and to every Jupyter of yours')
    .option('--uninstall', 'undo that')
    .exitOverride()
    .parse(argv, { from: 'user' });
  const { install, uninstall } = command.opts<Options>();
  if (install) return installKernel();
  if (uninstall) return uninstallKernel();
  return startJupyter(command.args);
}

const userKernels = () => join(userDataFolder(), 'kernels');

async function installKernel(): Promise<number> {
  console.log(`Installed for you: ${await writeKernelSpec(userKernels(), root)}`);
  console.log(`VS Code and Jupyter offer it as "${kernelInfo.display_name}".`);
  console.log('npm run notebooks -- --uninstall takes it away again.');
  return exitCode.ok;
}

async function uninstallKernel(): Promise<number> {
  const place = await removeKernelSpec(userKernels());
  console.log(place ? `Removed: ${place}` : 'It was not installed: nothing to remove.');
  return exitCode.ok;
}

/** Nothing is installed: the kernel is known to the Jupyter that is started here, and to no other. */
async function startJupyter(args: readonly string[]): Promise<number> {
  const own = join(root, '.cache/jupyter');
  const jupyter = await findJupyter();
  if (!jupyter) throw new UsageError(howToGetJupyter);
  await writeKernelSpec(join(own, 'kernels'), root);
  const path = [own, process.env.JUPYTER_PATH].filter((each) => each).join(delimiter);
  return run(jupyter, fileFirst(args), { ...process.env, JUPYTER_PATH: path });
}

/**
 * What Jupyter is started with: the file of the stage, if one comes first, and all else as it is.
 *
 * @throws {UsageError} when there is no such stage; the message lists them
 */
export function fileFirst(args: readonly string[]): string[] {
  const [first, ...rest] = args;
  if (first === undefined || first.startsWith('-')) return [...args];
  const stage = stages.find(({ stem }) => stem === first || stem.startsWith(`${first.padStart(2, '0')}-`));
  if (stage) return [`${stage.stem}.ipynb`, ...rest];
  const numbers = stages.map(({ stem }) => stem.slice(0, 2)).join(', ');
  throw new UsageError(`There is no notebook "${first}": expected one of ${numbers}`);
}

function run({ program, args }: Jupyter, more: readonly string[], env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(program, [...args, ...more], { cwd: notebookFolder, env, stdio: 'inherit' });
  // Ctrl-C reaches Jupyter as well, which asks whether it is meant.
  process.on('SIGINT', () => {});
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? exitCode.failed));
  });
}
