/** The state of a training as a file, exact to the last bit. */
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {
  byPath,
  initTransformer,
  type TensorsByPath,
  type TransformerConfig,
  withTensors,
} from '../parameters';
import type { Tokenizer } from '../text';
import { disposeTensors } from '../training';
import { writeWhole } from '../whole-file';
import type { Model } from './functions';
import { type RunConfig, runFiles } from './run-files';
import { decodeSafetensors, encodeSafetensors, type PlainTensor, type SafetensorsFile } from './safetensors';

/** What a training has come to. Batches and samples are drawn from the seed and the step, so that is all. */
export interface TrainingState extends Model {
  /** How many steps are done. */
  readonly step: number;
  readonly seconds: number;
  /** Of all evaluations so far. */
  readonly validationLosses: readonly number[];
}

/** A trained model, ready to be used. The caller disposes the parameters. */
export interface TrainedModel extends Pick<Model, 'params'> {
  readonly config: TransformerConfig;
  readonly tokenizer: Tokenizer;
  readonly step: number;
}

/** The parts of a checkpoint, as the beginning of a tensor's name. */
const parts = { params: 'params.', mean: 'adam.mean.', square: 'adam.square.' } as const;

/** Writes the checkpoint, then the model. The checkpoint before it is kept. */
export function saveCheckpoint(
  folder: string,
  state: TrainingState,
  { config, tokenizer }: { readonly config: RunConfig; readonly tokenizer: Tokenizer },
): void {
  const file = join(folder, runFiles.checkpoint);
  const { step, seconds, validationLosses, params, adam } = state;
  const weights = numbersOf(byPath(params), '');
  const training = JSON.stringify({ step, seconds, validationLosses, adamStep: adam.step });
  const checkpoint = encodeSafetensors({
    tensors: {
      ...prefixed(weights, parts.params),
      ...numbersOf(adam.mean, parts.mean),
      ...numbersOf(adam.square, parts.square),
    },
    metadata: { training },
  });
  if (existsSync(file)) renameSync(file, join(folder, runFiles.previous));
  writeWhole(file, checkpoint);
  writeWhole(
    join(folder, runFiles.model),
    encodeSafetensors({ tensors: weights, metadata: about(step, config, tokenizer) }),
  );
}

/** What a model file says about itself. */
function about(step: number, config: RunConfig, tokenizer: Tokenizer): Record<string, string> {
  const { model, versions, text, name } = config;
  const values = { model, tokenizer, versions, text, run: name, step };
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, JSON.stringify(value)]));
}

/**
 * Reads the last checkpoint that is whole.
 *
 * @returns undefined when there is none
 */
export function loadCheckpoint(folder: string, config: TransformerConfig): TrainingState | undefined {
  for (const name of [runFiles.checkpoint, runFiles.previous]) {
    const file = wholeFile(join(folder, name));
    if (file) return stateOf(file, config);
  }
  return undefined;
}

function wholeFile(path: string): SafetensorsFile | undefined {
  try {
    return decodeSafetensors(readFileSync(path));
  } catch {
    return undefined;
  }
}

function stateOf({ tensors, metadata }: SafetensorsFile, config: TransformerConfig): TrainingState {
  const { adamStep, ...rest } = JSON.parse(metadata.training ?? '{}');
  const part = (prefix: string) => tensorsOf(tensors, prefix);
  const adam = { step: adamStep, mean: part(parts.mean), square: part(parts.square) };
  return { ...rest, params: treeOf(part(parts.params), config), adam };
}

/**
 * Reads the model of a run.
 *
 * @throws {Error} when there is none, or the file is damaged
 */
export function loadModel(folder: string): TrainedModel {
  const { tensors, metadata } = decodeSafetensors(readFileSync(join(folder, runFiles.model)));
  const [config, tokenizer, step] = ['model', 'tokenizer', 'step'].map((key) =>
    JSON.parse(metadata[key] ?? 'null'),
  );
  return { config, tokenizer, step, params: treeOf(tensorsOf(tensors, ''), config) };
}

/** Nested parameters of tensors by path. */
function treeOf(tensors: TensorsByPath, config: TransformerConfig): Model['params'] {
  const template = initTransformer(config, 0);
  const tree = withTensors(template, tensors);
  disposeTensors(template);
  return tree;
}

function numbersOf(tensors: TensorsByPath, prefix: string): Record<string, PlainTensor> {
  const named = Object.entries(tensors).map(([path, tensor]) => [
    `${prefix}${path}`,
    { shape: tensor.shape, data: tensor.dataSync() as Float32Array },
  ]);
  return Object.fromEntries(named);
}

function prefixed<T>(record: Readonly<Record<string, T>>, prefix: string): Record<string, T> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [`${prefix}${name}`, value]));
}

function tensorsOf(tensors: SafetensorsFile['tensors'], prefix: string): TensorsByPath {
  const found = Object.entries(tensors).filter(([name]) => name.startsWith(prefix));
  return Object.fromEntries(
    found.map(([name, { data, shape }]) => [
      name.slice(prefix.length),
      tf.tensor(data, [...shape], 'float32'),
    ]),
  );
}
