/** `npm run reversal`: trains the student's transformer on the reversal task and says what it has learned. */
import chalk from 'chalk';
import { Command } from 'commander';
import { startBackend } from '../backend';
import { interruptible } from '../cli/interruptible';
import { readSeed } from '../cli/seed-option';
import { exitCode } from '../cli/start';
import { explainLeak } from '../leaks/show';
import { accuracyBars } from '../terminal/bars';
import { startProgress } from '../terminal/progress';
import { disposeTensors } from '../training';
import { permuted, predictWith, redrawn } from './controls';
import { judgeReversal } from './criterion';
import { percent } from './percent';
import { explainError } from './student-error';
import { controlStrings, heldOut, reversalTraining, trainedKeys } from './task';
import {
  predictReversal,
  type ReversalTraining,
  type Transformer,
  trainReversal,
  untrainedParams,
} from './train';
import type { ReversalVerdict } from './verdict';

interface Options {
  readonly seed: number;
  readonly backend?: string;
  readonly verbose?: true;
}

/**
 * @param argv - `--seed`, `--backend`, `--verbose`
 * @returns the exit code: 0 when learned, or not started; 1 when not learned; 130 after Ctrl-C
 */
export async function reversalCommand(argv: readonly string[]): Promise<number> {
  const { seed, backend, verbose } = readOptions(argv);
  // The frame of the student must still be there below those of TensorFlow.js.
  Error.stackTraceLimit = 50;
  const { why } = await startBackend({ prefer: backend });
  console.error(chalk.dim(why));
  try {
    return await runReversal(await loadTransformer(), seed);
  } catch (error) {
    return explainError(error, verbose === true);
  }
}

function readOptions(argv: readonly string[]): Options {
  return new Command('npm run reversal --')
    .description('Trains your transformer to reverse strings and judges what it has learned.')
    .option('--seed <integer>', 'fixes the weights, the training and the judged strings', readSeed, 1)
    .option('--backend <name>', 'native, wasm or cpu; the fastest when not given')
    .option('-v, --verbose', 'where an error came from, in full')
    .exitOverride()
    .parse(argv, { from: 'user' })
    .opts<Options>();
}

async function loadTransformer(): Promise<Transformer> {
  const { transformer } = await import('#impl/06-transformer');
  if (typeof transformer === 'function') return transformer;
  throw new TypeError('exercises/06-transformer.ts exports no function `transformer`');
}

/**
 * Trains, judges and prints.
 *
 * @returns the exit code
 * @throws whatever `transformer` throws
 */
export async function runReversal(transformer: Transformer, seed: number): Promise<number> {
  const strings = heldOut(seed);
  const start = untrainedParams(seed);
  const untrained = await predictReversal(transformer, start, strings.slice(0, controlStrings));
  disposeTensors(start);
  const training = await trainVisibly(transformer, seed);
  const predictions = await predictReversal(transformer, training.params, strings);
  const trainedOn = trainedKeys(seed, training.steps);
  const verdict = judgeReversal({
    strings,
    predictions,
    untrained,
    redrawn: await predictWith(transformer, redrawn(seed), strings),
    permuted: await predictWith(transformer, permuted(training.params, seed), strings),
    trainedOn,
    training,
  });
  print(verdict);
  if (training.ended === 'interrupted') {
    console.log(`Interrupted after ${training.steps} steps: this is what it knows so far, and no verdict.\n`);
    return exitCode.interrupted;
  }
  console.log(
    `${verdict.passed ? chalk.green('✔ passed') : chalk.red('✘ not passed')}  ${verdict.sentence}\n`,
  );
  if (verdict.passed) return exitCode.ok;
  const leak = verdict.reason === 'not a number' ? undefined : await explainLeak(transformer, seed);
  if (leak) console.log(`${leak}\n`);
  return exitCode.failed;
}

/** Trains with a progress bar. The first Ctrl-C ends the training, a second one the process. */
async function trainVisibly(transformer: Transformer, seed: number): Promise<ReversalTraining> {
  const progress = startProgress({ label: 'training', total: reversalTraining.maxSteps });
  try {
    // Only now: the student's code has returned once, so it does not loop for ever with Ctrl-C taken away.
    return await interruptible((signal) =>
      trainReversal({
        transformer,
        seed,
        signal,
        onStep: ({ step, loss, firstHalf, secondHalf }) =>
          progress.update(
            step,
            `loss ${loss.toFixed(2)}  first half ${percent(firstHalf)}  second half ${percent(secondHalf)}`,
          ),
      }),
    );
  } finally {
    progress.stop();
  }
}

function print(verdict: ReversalVerdict): void {
  const room = (process.stdout.columns || 80) - 24;
  console.log(`\nAccuracy of each predicted token, on ${verdict.strings} new strings:`);
  console.log(accuracyBars(verdict, Math.min(Math.max(room, 10), 50)).join('\n'));
  console.log();
}
