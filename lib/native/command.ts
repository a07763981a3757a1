/** `npm run native`: builds or repairs the native backend where the package's own installer fails. */
import { resolve } from 'node:path';
import chalk from 'chalk';
import { Command } from 'commander';
import { interruptible } from '../cli/interruptible';
import { exitCode, UsageError, userFolder } from '../cli/start';
import { buildNative, type Sources } from './build';
import { type Machine, machineHere } from './machine';
import { NativeProblem } from './problem';
import { nativeProblem } from './state';

interface Options extends Sources {
  readonly check?: true;
  readonly verbose?: true;
}

/** @returns 0 when native works in the end, 1 when not, 130 after Ctrl-C */
export async function nativeCommand(argv: readonly string[]): Promise<number> {
  const options = readOptions(argv);
  return interruptible(async (signal) => {
    try {
      return await provideNative(options, machineHere(signal));
    } catch (error) {
      if (!signal.aborted) throw error;
      console.error('Interrupted: everything is as it was before.');
      return exitCode.interrupted;
    }
  });
}

function readOptions(argv: readonly string[]): Options {
  const options = new Command('npm run native --')
    .description('Builds the native backend (tfjs-node on libtensorflow) where its own installer fails.')
    .option('--check', 'only say whether native works')
    .option('--library <folder>', 'libtensorflow with its headers, such as a Python package tensorflow')
    .option('--wheel <file>', 'a Python wheel of tensorflow-cpu or tensorflow to take libtensorflow from')
    .option('--pip', 'download such a wheel with pip (some 270 MB) when python3 has no tensorflow')
    .option('-v, --verbose', 'all that the compiler, npm or pip said, and where an error came from')
    .exitOverride()
    .parse(argv, { from: 'user' })
    .opts<Options>();
  if (options.library && options.wheel) throw new UsageError('--library and --wheel: give one of them');
  const place = (path: string | undefined) => path && resolve(userFolder(), path);
  return { ...options, library: place(options.library), wheel: place(options.wheel) };
}

/**
 * Checks, builds what is missing, checks again.
 *
 * @returns the exit code
 * @throws {NativeProblem} in a few lines, when native cannot be built here
 */
export async function provideNative(options: Options, machine: Machine): Promise<number> {
  const { say, platform } = machine;
  const problem = await nativeProblem(machine);
  if (problem === undefined) {
    say(`${chalk.green('✓ native works')}, with gradients and one copy of TensorFlow.js: nothing to do.`);
    return exitCode.ok;
  }
  say(`native ${problem}.`);
  if (options.check) {
    say('`npm run native` builds it. Without it wasm is used, which is faster for models of the homework.');
    return exitCode.failed;
  }
  if (platform !== 'linux' && platform !== 'darwin') throw notHere(platform);
  try {
    await buildNative(options, machine);
  } catch (error) {
    if (options.verbose && error instanceof NativeProblem) say(error.details);
    throw error;
  }
  say(`${chalk.green('✓ native works.')} Ask for it with --backend native or TRANSFORMER_BACKEND=native.`);
  say('`npm ci` takes it away again; then run this once more.');
  return exitCode.ok;
}

function notHere(platform: NodeJS.Platform): NativeProblem {
  return new NativeProblem([
    `native can be built by this command on Linux and macOS; this is ${platform}`,
    'Windows: `npm rebuild @tensorflow/tfjs-node` tries the installer of the package again, with Visual Studio and',
    'Python it builds the binding itself; or work in WSL, which is a Linux to this command.',
    'You need none of this for the homework: wasm trains such models faster than native.',
  ]);
}
