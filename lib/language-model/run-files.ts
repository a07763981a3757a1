/**
 * The record of a run: plain files in `runs/NAME/`. This is the one description of them; docs/training.md shows it.
 *
 * - `config.json` {@link RunConfig}: written once, at the start
 * - `metrics.jsonl` a {@link StepMetrics} for each step, as it is done
 * - `samples.jsonl` a {@link SampleRecord} for each evaluation
 * - `model.safetensors` the weights, with everything that is needed to use them
 * - `checkpoint.safetensors` the weights with all that a training needs to go on
 * - `result.json` {@link RunResult}: written once, at the end
 * - `.training` says which process trains it, as long as one does
 */
import type { BackendName } from '../backend';
import type { Evaluation } from '../optimisation';
import type { TransformerConfig } from '../parameters';
import type { Settings } from './settings';

/** The names of the files of a run. */
export const runFiles = {
  config: 'config.json',
  metrics: 'metrics.jsonl',
  samples: 'samples.jsonl',
  model: 'model.safetensors',
  checkpoint: 'checkpoint.safetensors',
  /** The checkpoint before the last one. */
  previous: 'checkpoint.previous.safetensors',
  result: 'result.json',
} as const;

/** Where the process that trains a run says who it is; see `lib/process-lock.ts`. */
export const runLock = '.training';

/** Changes whenever a file of a run changes its meaning. */
export const runFormat = 1;

/** What a run was made with. */
export interface RunVersions {
  /** Of this course. */
  readonly course: string;
  readonly node: string;
  readonly tensorflow: string;
}

/** `config.json` */
export interface RunConfig {
  readonly format: typeof runFormat;
  readonly name: string;
  /** When it began: ISO 8601. */
  readonly started: string;
  readonly settings: Settings;
  readonly text: {
    readonly name: string;
    /** Of the text as UTF-8. */
    readonly sha256: string;
    /** Code points. */
    readonly characters: number;
    readonly tokens: { readonly all: number; readonly training: number; readonly validation: number };
  };
  /** What the samples begin with. */
  readonly prompt: string;
  readonly model: TransformerConfig;
  /** How many numbers the model has learned. */
  readonly parameters: number;
  readonly backend: BackendName;
  readonly versions: RunVersions;
}

/** A line of `metrics.jsonl`. */
export interface StepMetrics {
  /** How many steps are done, this one included: the first has 1. */
  readonly step: number;
  /** Of this step's batch, before the step changed the weights; in nats per token. */
  readonly loss: number;
  readonly learningRate: number;
  /** While the step was computed. */
  readonly tokensPerSecond: number;
  /** Since the start, with evaluations, without samples, files and interruptions. */
  readonly seconds: number;
  /** After the step, on validation text: at every `evaluateEvery`-th step and the last one. */
  readonly validation?: Evaluation;
}

/** A line of `samples.jsonl`. */
export interface SampleRecord {
  /** How many steps the model had learned. */
  readonly step: number;
  readonly prompt: string;
  /** With the prompt at its beginning. */
  readonly text: string;
  readonly temperature: number;
  /** 0: all tokens could be drawn. */
  readonly topK: number;
}

/** Why a run ended. */
export type RunEnd = 'ran out of steps' | 'stopped early' | 'not a number';

/** `result.json` */
export interface RunResult {
  readonly ended: RunEnd;
  readonly steps: number;
  readonly seconds: number;
  /** On the whole validation text. */
  readonly validation: Evaluation;
}
