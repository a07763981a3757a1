/** One recorded run: a training whose course is written to a folder, from the start or from a checkpoint. */
import * as tf from '@tensorflow/tfjs';
import manifest from '../../package.json';
import type { BackendName } from '../backend';
import { initAdam } from '../optimisation';
import { byPath, initTransformer, listTensors, type TransformerConfig } from '../parameters';
import { Random } from '../random';
import type { SourceText } from '../text/sources';
import { isTodo } from '../todo';
import { disposeTensors } from '../training';
import { loadCheckpoint, saveCheckpoint, type TrainingState } from './checkpoint';
import type { Dataset } from './dataset';
import { evaluateOn } from './evaluate';
import type { LanguageModelFunctions } from './functions';
import { generateText, sampleStream } from './generate';
import {
  type RunConfig,
  type RunResult,
  runFiles,
  runFormat,
  type SampleRecord,
  type StepMetrics,
} from './run-files';
import { appendLine, forgetAfter, writeJson } from './run-folder';
import type { Settings } from './settings';
import { type LanguageModelTrained, trainLanguageModel } from './train';

export interface Run {
  readonly folder: string;
  readonly config: RunConfig;
  readonly functions: LanguageModelFunctions;
  readonly dataset: Dataset;
  /** Told of each step, after it was written down. */
  readonly onStep?: ((metrics: StepMetrics) => void) | undefined;
  readonly onSample?: ((sample: SampleRecord) => void) | undefined;
  /** Told when the steps are over and the look at the whole validation text begins, which may take a minute. */
  readonly onLastLook?: ((step: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** How a run went. */
export interface RunOutcome {
  readonly ended: LanguageModelTrained['ended'];
  /** How many steps were done. */
  readonly step: number;
  /** Not for a run that was interrupted. */
  readonly result?: RunResult | undefined;
}

/** Everything that is written down about a run before it begins. */
export function describeRun(
  name: string,
  settings: Settings,
  { source, dataset, backend }: { source: SourceText; dataset: Dataset; backend: BackendName },
): RunConfig {
  const { seq, dModel, heads, dFf, layers } = settings;
  const model = { vocab: dataset.tokenizer.vocabulary.length, seq, dModel, heads, dFf, layers };
  return {
    format: runFormat,
    name,
    started: new Date().toISOString(),
    settings,
    text: {
      name: source.name,
      sha256: source.sha256,
      characters: [...source.text].length,
      tokens: dataset.tokens,
    },
    prompt: settings.prompt ?? firstWord(source.text),
    model,
    parameters: sizeOf(model),
    backend,
    versions: { course: manifest.version, node: process.version, tensorflow: tf.version_core },
  };
}

/** A token of either tokenizer, or some. */
function firstWord(text: string): string {
  return /\w+/.exec(text)?.[0] ?? [...text.slice(0, 2)][0] ?? '';
}

function sizeOf(config: TransformerConfig): number {
  const params = initTransformer(config, 0);
  const size = listTensors(params).reduce((sum, { tensor }) => sum + tensor.size, 0);
  disposeTensors(params);
  return size;
}

/**
 * Trains, from the last checkpoint when there is one, and writes everything down. Ends with a checkpoint, also when it
 * is interrupted.
 *
 * @throws whatever the functions throw
 */
export async function runTraining(run: Run): Promise<RunOutcome> {
  const { folder, config, functions, dataset, signal } = run;
  const start = loadCheckpoint(folder, config.model) ?? beginning(config);
  forgetAfter(folder, start.step);
  const trained = await trainLanguageModel({
    functions,
    dataset,
    config: config.model,
    settings: config.settings,
    start,
    signal,
    onStep: (metrics, now) => record(run, metrics, now),
  });
  try {
    return await finish(run, trained);
  } finally {
    disposeState(trained.state);
  }
}

/** The last checkpoint, and the result unless the run is to go on some time. */
async function finish(run: Run, { state, ended }: LanguageModelTrained): Promise<RunOutcome> {
  const { folder, functions, dataset, config } = run;
  const { checkpointEvery, batch } = config.settings;
  if (state.step % checkpointEvery !== 0) save(run, state);
  if (ended === 'interrupted') return { ended, step: state.step };
  run.onLastLook?.(state.step);
  const examples = { examples: dataset.validation, batch };
  const validation = await evaluateOn(functions, state.params, config.model, examples);
  const result: RunResult = { ended, steps: state.step, seconds: state.seconds, validation };
  writeJson(folder, runFiles.result, result);
  return { ended, step: state.step, result };
}

/** The state before the first step. */
export function beginning({ model, settings }: Pick<RunConfig, 'model' | 'settings'>): TrainingState {
  const params = initTransformer(model, settings.seed);
  return { step: 0, seconds: 0, validationLosses: [], params, adam: initAdam(byPath(params)) };
}

export function disposeState({ params, adam }: TrainingState): void {
  disposeTensors([params, adam.mean, adam.square]);
}

/** The metrics are on disk before the checkpoint that has their step: what it lacks is forgotten on resume. */
async function record(run: Run, metrics: StepMetrics, state: TrainingState): Promise<void> {
  appendLine(run.folder, runFiles.metrics, metrics);
  if (metrics.validation) await recordSample(run, state);
  if (state.step % run.config.settings.checkpointEvery === 0) save(run, state);
  run.onStep?.(metrics);
}

function save({ folder, config, dataset }: Run, state: TrainingState): void {
  saveCheckpoint(folder, state, { config, tokenizer: dataset.tokenizer });
}

/** Sampling comes after training in the course: without it there is a training, but no samples. */
async function recordSample(run: Run, state: TrainingState): Promise<void> {
  const { temperature, topK, sampleTokens: tokens } = run.config.settings;
  if (tokens === 0) return;
  try {
    const text = await sampleOf(run, state);
    const sample: SampleRecord = { step: state.step, prompt: run.config.prompt, text, temperature, topK };
    appendLine(run.folder, runFiles.samples, sample);
    run.onSample?.(sample);
  } catch (error) {
    if (!isTodo(error)) throw error;
  }
}

async function sampleOf(
  { config, functions, dataset }: Run,
  { params, step }: TrainingState,
): Promise<string> {
  const { seed, temperature, topK, sampleTokens: tokens } = config.settings;
  const model = { params, config: config.model, tokenizer: dataset.tokenizer };
  const random = new Random(seed, sampleStream, step);
  const settings = { prompt: config.prompt, tokens, temperature, topK, random };
  let text = '';
  for await (const piece of generateText(functions, model, settings)) text += piece;
  return text;
}
