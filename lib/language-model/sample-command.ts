/** `npm run sample`: text from a trained model, as it comes. */
import chalk from 'chalk';
import { Command } from 'commander';
import { startBackend } from '../backend';
import { interruptible } from '../cli/interruptible';
import { exitCode, UsageError } from '../cli/start';
import { Random } from '../random';
import { explainError } from '../reversal/student-error';
import { loadModel, type TrainedModel } from './checkpoint';
import { loadFunctions } from './functions';
import { type GenerationSettings, generateText, sampleStream } from './generate';
import type { RunConfig } from './run-files';
import { findRun, readRunConfig, runsFolder } from './run-folder';
import { addFlags, readFlag, rules, type Settings } from './settings';

const settingsUsed = ['prompt', 'temperature', 'topK', 'seed', 'backend'] as const;

type Options = Partial<Pick<Settings, (typeof settingsUsed)[number]>> & {
  readonly tokens?: number;
  readonly verbose?: true;
};

/**
 * @param argv - the run, and how to sample
 * @param runs - the folder of all runs
 * @returns the exit code: 0 when sampled, or `generate` is not written yet; 130 after Ctrl-C
 */
export async function sampleCommand(argv: readonly string[], runs: string = runsFolder): Promise<number> {
  const { wanted, options } = readOptions(argv);
  const folder = findRun(wanted, runs);
  const config = readRunConfig(folder);
  Error.stackTraceLimit = 50;
  const { why } = await startBackend({ prefer: options.backend });
  console.error(chalk.dim(why));
  const model = modelOf(folder, config.name);
  try {
    return await stream(model, generationOf(options, config));
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return explainError(error, options.verbose === true, 'The sampling');
  }
}

function readOptions(argv: readonly string[]): { wanted: string; options: Options } {
  const tokens = rules.sampleTokens;
  const command = new Command('npm run sample --')
    .description('Continues a text with a trained model. What is not given is taken from the run.')
    .argument('<run>', 'its name in runs/')
    .option('-v, --verbose', 'where an error came from, in full')
    .option(`--tokens ${tokens.placeholder}`, `${tokens.description} (500)`, readFlag(tokens))
    .exitOverride();
  addFlags(command, settingsUsed).parse(argv as string[], { from: 'user' });
  return { wanted: command.args[0] ?? '', options: command.opts<Options>() };
}

function modelOf(folder: string, name: string): TrainedModel {
  try {
    return loadModel(folder);
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT'
        ? 'it has no checkpoint yet'
        : (error as Error).message;
    throw new UsageError(`The run ${name} has no model to sample from: ${reason}`);
  }
}

function generationOf(options: Options, { prompt: usual, settings }: RunConfig): GenerationSettings {
  const { prompt = usual, tokens = 500, seed = settings.seed } = options;
  const { temperature = settings.temperature, topK = settings.topK } = options;
  return { prompt, tokens, temperature, topK, random: new Random(seed, sampleStream) };
}

/** Writes each token as soon as it is there. */
async function stream(model: TrainedModel, settings: GenerationSettings): Promise<number> {
  const functions = await loadFunctions();
  return interruptible(async (signal) => {
    for await (const piece of generateText(functions, model, settings)) {
      process.stdout.write(piece);
      // Lets Ctrl-C through, which cannot reach a program that computes without a pause.
      await new Promise((resolve) => setImmediate(resolve));
      if (signal.aborted) break;
    }
    process.stdout.write('\n');
    return signal.aborted ? exitCode.interrupted : exitCode.ok;
  });
}
