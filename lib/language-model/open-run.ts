/** Makes a run ready to be trained: a new one, or one that goes on. */
import { rmSync } from 'node:fs';
import { basename } from 'node:path';
import { type BackendName, type StartedBackend, startBackend } from '../backend';
import { UsageError } from '../cli/start';
import { readText, type SourceText } from '../text/sources';
import { prepareDataset } from './dataset';
import { loadFunctions } from './functions';
import { encodePrompt } from './generate';
import { describeRun, type Run } from './run';
import { type RunConfig, runFiles } from './run-files';
import { lockRun, makeRun, readLines, writeJson } from './run-folder';
import type { Settings } from './settings';

/** What is trained, on what, and where. */
export interface Plan {
  readonly settings: Settings;
  readonly source: SourceText;
  readonly backend: BackendName;
}

/** Starts the backend for a training, where errors of a student's code are to be told. */
export async function startTraining(prefer: BackendName | undefined): Promise<StartedBackend> {
  // The frame of the student must still be there below those of TensorFlow.js.
  Error.stackTraceLimit = 50;
  return startBackend({ prefer });
}

/**
 * Reads the text of a run.
 *
 * @param old - the run when it goes on
 * @throws {UsageError} when it would go on with another text
 */
export async function sourceOf(settings: Settings, old?: RunConfig): Promise<SourceText> {
  const source = await readText(settings.text);
  if (!old || old.text.sha256 === source.sha256) return source;
  throw new UsageError(`${settings.text} has changed since the run ${old.name} began: train a new one`);
}

/**
 * Makes the folder of a new run.
 *
 * @throws whatever the functions throw
 */
export async function beginRun(plan: Plan, runs: string): Promise<Run> {
  const { settings, source } = plan;
  const functions = await loadFunctions();
  const dataset = await prepareDataset(functions, source.text, settings);
  const draft = describeRun('', settings, { ...plan, dataset });
  await encodePrompt(functions, dataset, draft.prompt);
  const folder = makeRun(settings.name, source.name, runs);
  const config = { ...draft, name: basename(folder) };
  writeJson(folder, runFiles.config, config);
  return { folder, config, functions, dataset };
}

/** A run that goes on from its last checkpoint. */
export async function reopenRun(folder: string, config: RunConfig, source: SourceText): Promise<Run> {
  const functions = await loadFunctions();
  const dataset = await prepareDataset(functions, source.text, config.settings);
  return { folder, config, functions, dataset };
}

/**
 * Trains a run while no other process does. When something throws before the first step, the run is removed.
 *
 * @throws {UsageError} when another process trains it; and whatever `work` throws
 */
export async function alone<Result>(
  { folder }: Pick<Run, 'folder'>,
  work: () => Promise<Result>,
): Promise<Result> {
  const lock = await lockRun(folder);
  try {
    return await work();
  } catch (error) {
    // Nothing was learned: the student's code has to be mended first.
    if (readLines(folder, runFiles.metrics).length === 0) rmSync(folder, { recursive: true });
    throw error;
  } finally {
    await lock.release();
  }
}
