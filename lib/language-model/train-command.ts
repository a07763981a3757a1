/** `npm run train`: trains the student's language model on a text and records the run. */
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import chalk from 'chalk';
import { Command } from 'commander';
import { interruptible } from '../cli/interruptible';
import { exitCode, UsageError, userFolder } from '../cli/start';
import { explainError } from '../reversal/student-error';
import { whyNotLearned } from './not-learned';
import { alone, beginRun, reopenRun, sourceOf, startTraining } from './open-run';
import type { Run, RunOutcome } from './run';
import { runFiles } from './run-files';
import { findRun, readRunConfig, runsFolder } from './run-folder';
import { addFlags, readSettings } from './settings';
import { announce, conclude, showProgress } from './show';

interface Options {
  readonly config?: string;
  readonly resume?: string;
  readonly verbose?: true;
}

/**
 * @param argv - the settings as flags, `--config`, `--resume`, `--verbose`
 * @param runs - the folder of all runs
 * @returns the exit code: 0 when trained, or not started; 1 when something in the student's code throws; 130 after Ctrl-C
 */
export async function trainCommand(argv: readonly string[], runs: string = runsFolder): Promise<number> {
  const { config, resume, verbose, ...flags } = readOptions(argv);
  const folder = resume === undefined ? undefined : findRun(resume, runs);
  if (folder) refuseFlags(flags, config, folder);
  const old = folder ? readRunConfig(folder) : undefined;
  const file = config === undefined ? undefined : resolve(userFolder(), config);
  const settings = old?.settings ?? (await readSettings(flags, file));
  const source = await sourceOf(settings, old);
  const { why, name: backend } = await startTraining(old?.backend ?? settings.backend);
  console.error(chalk.dim(why));
  try {
    const run =
      folder && old
        ? await reopenRun(folder, old, source)
        : await beginRun({ settings, source, backend }, runs);
    return await train(run);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    return explainError(error, verbose === true, 'The training');
  }
}

function readOptions(argv: readonly string[]): Options & Record<string, unknown> {
  const command = new Command('npm run train --')
    .description('Trains your language model on a text and records the run in runs/.')
    .option('--config <file>', 'settings in JSON, as {"steps": 500}; flags win')
    .option('--resume <run>', 'goes on with a run from its last checkpoint')
    .option('-v, --verbose', 'where an error came from, in full')
    .exitOverride();
  return addFlags(command)
    .parse(argv as string[], { from: 'user' })
    .opts();
}

/** A run that goes on has its settings already. */
function refuseFlags(
  flags: Readonly<Record<string, unknown>>,
  config: string | undefined,
  folder: string,
): void {
  const given = [...Object.keys(flags), ...(config === undefined ? [] : ['config'])];
  if (given.length > 0) {
    throw new UsageError(`--resume goes on with the settings of the run: leave out ${given.join(', ')}`);
  }
  if (!existsSync(join(folder, runFiles.result))) return;
  const name = basename(folder);
  throw new UsageError(`The run ${name} has come to its end: npm run sample -- ${name}, or train a new one`);
}

/** The checklist is help and no result: what it stumbles over has been told by the training itself. */
async function tellWhyNotLearned(run: Run, outcome: RunOutcome): Promise<void> {
  const lines = await whyNotLearned(run, outcome).catch(() => []);
  for (const line of lines) console.log(chalk.yellow(line));
}

async function train(run: Run): Promise<number> {
  announce(run.config);
  return alone(run, async () => {
    const outcome = await interruptible((signal) => showProgress({ ...run, signal }));
    conclude(run.config, outcome);
    await tellWhyNotLearned(run, outcome);
    return outcome.ended === 'interrupted' ? exitCode.interrupted : exitCode.ok;
  });
}
