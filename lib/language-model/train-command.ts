/** `npm run train`: trains the student's language model on a text and records the run. */
import { existsSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import chalk from 'chalk';
import { Command } from 'commander';
import { type BackendName, startBackend } from '../backend';
import { interruptible } from '../cli/interruptible';
import { exitCode, UsageError, userFolder } from '../cli/start';
import { explainError } from '../reversal/student-error';
import { readText, type SourceText } from '../text/sources';
import { type Dataset, prepareDataset } from './dataset';
import { type LanguageModelFunctions, loadFunctions } from './functions';
import { encodePrompt } from './generate';
import { describeRun, type Run } from './run';
import { type RunConfig, runFiles } from './run-files';
import { findRun, makeRun, readLines, readRunConfig, runsFolder, writeJson } from './run-folder';
import { addFlags, readSettings, type Settings } from './settings';
import { announce, conclude, showProgress } from './show';

interface Options {
  readonly config?: string;
  readonly resume?: string;
  readonly verbose?: true;
}

/** What is trained, and on what; nothing of it is on disk yet. */
interface Prepared {
  readonly settings: Settings;
  readonly source: SourceText;
  readonly backend: BackendName;
  readonly functions: LanguageModelFunctions;
  readonly dataset: Dataset;
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
  // The frame of the student must still be there below those of TensorFlow.js.
  Error.stackTraceLimit = 50;
  const { why, name: backend } = await startBackend({ prefer: old?.backend ?? settings.backend });
  console.error(chalk.dim(why));
  try {
    const functions = await loadFunctions();
    const dataset = await prepareDataset(functions, source.text, settings);
    const prepared = { settings, source, backend, functions, dataset };
    return await train(
      folder && old ? { folder, config: old, functions, dataset } : await begin(prepared, runs),
    );
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

/** @throws {UsageError} when a run would go on with another text */
async function sourceOf(settings: Settings, old: RunConfig | undefined): Promise<SourceText> {
  const source = await readText(settings.text);
  if (!old || old.text.sha256 === source.sha256) return source;
  throw new UsageError(`${settings.text} has changed since the run ${old.name} began: train a new one`);
}

/** Makes the folder of a new run. */
async function begin(prepared: Prepared, runs: string): Promise<Run> {
  const { settings, source, functions, dataset } = prepared;
  const draft = describeRun('', settings, prepared);
  await encodePrompt(functions, dataset, draft.prompt);
  const folder = makeRun(settings.name, source.name, runs);
  const config = { ...draft, name: basename(folder) };
  writeJson(folder, runFiles.config, config);
  return { folder, config, functions, dataset };
}

async function train(run: Run): Promise<number> {
  announce(run.config);
  try {
    const outcome = await interruptible((signal) => showProgress({ ...run, signal }));
    conclude(run.config, outcome);
    return outcome.ended === 'interrupted' ? exitCode.interrupted : exitCode.ok;
  } catch (error) {
    // Nothing was learned: the student's code has to be mended first.
    if (readLines(run.folder, runFiles.metrics).length === 0) rmSync(run.folder, { recursive: true });
    throw error;
  }
}
