/** Influence where a gradient is recorded: only in the process that holds the function itself. */
import * as tf from '@tensorflow/tfjs';
import { listTensors, mapTensors, type TransformerConfig, type TransformerParams } from '../parameters';
import { Random } from '../random';
import { randomParams } from '../random-parameters';
import type { Transformer } from '../reversal/train';
import { disposeTensors } from '../training';
import { changesOf, type InfluenceMatrix } from './influence';
import {
  changedRows,
  drawTokens,
  leakConfig,
  replaceTokens,
  type Tokens,
  tidied,
  tokenTensor,
} from './model';

export interface RecordedInfluence {
  /** Largest entry of the gradient of the logits at a position with respect to the row of a token. */
  readonly gradient: InfluenceMatrix;
  /** By replacing tokens, with `tf.Variable` parameters and while a gradient is recorded. */
  readonly training: InfluenceMatrix;
}

/**
 * Measures influence as it is in a training: three calls.
 *
 * @throws {TypeError} when the function returns no tensor, such as a promise
 * @throws whatever the function throws
 */
export function recordInfluence(
  transformer: Transformer,
  seed: number,
  config: TransformerConfig = leakConfig,
): RecordedInfluence {
  const params = tidied(() => mapTensors(randomParams(config, seed), (tensor) => tf.variable(tensor)));
  const call = (tokens: Tokens) => tensorOf(transformer(params, tokenTensor(tokens), config));
  const tokens = drawTokens(config, new Random(seed, 1, 0));
  try {
    return {
      gradient: tidied(() => gradientInfluence(call, params, tokens, { config, seed })),
      training: tidied(() => trainingInfluence(call, params, tokens, { config, seed })),
    };
  } finally {
    disposeTensors(params);
  }
}

type Call = (tokens: Tokens) => tf.Tensor3D;
interface Setting {
  readonly config: TransformerConfig;
  readonly seed: number;
}

/**
 * Row `t + 1` of the batch gives the logits of position `t`. No token occurs twice, so one gradient holds the
 * influence of all tokens on all positions.
 */
function gradientInfluence(
  call: Call,
  { embedding }: TransformerParams,
  tokens: Tokens,
  { config, seed }: Setting,
): InfluenceMatrix {
  const { seq, vocab } = config;
  const projection = tf.randomNormal([vocab], 0, 1, 'float32', seed);
  const chosen = tf.tensor(
    tokens.map((_, row) => Array.from({ length: seq }, (_, position) => Number(row === position + 1))),
  );
  const loss = (): tf.Scalar => call(tokens).mul(projection).sum(-1).mul(chosen).sum();
  const rows = gradientOf(loss, embedding as tf.Variable)
    .abs()
    .max(1)
    .dataSync();
  return changedRows(config).map((row) => (tokens[row] ?? []).map((token) => rows[token] ?? 0));
}

/** Zero where the loss does not follow from the embedding by operations that are recorded. */
function gradientOf(loss: () => tf.Scalar, embedding: tf.Variable): tf.Tensor {
  try {
    const { grads } = tf.variableGrads(loss, [embedding]);
    return grads[embedding.name] ?? embedding.zerosLike();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('Cannot find a connection'))
      return embedding.zerosLike();
    throw error;
  }
}

function trainingInfluence(
  call: Call,
  params: TransformerParams,
  tokens: Tokens,
  { config, seed }: Setting,
): InfluenceMatrix {
  const rows = changedRows(config);
  const changed = replaceTokens(tokens, rows, config, new Random(seed, 2, 0));
  const [before, after] = [tokens, changed].map((each) => recordedLogits(() => call(each), params)) as [
    Float32Array,
    Float32Array,
  ];
  return changesOf(before, after, rows, config).influence;
}

function recordedLogits(call: () => tf.Tensor3D, params: TransformerParams): Float32Array {
  let numbers = new Float32Array();
  const { output } = params;
  tf.variableGrads(
    () => {
      const logits = call();
      numbers = new Float32Array(logits.dataSync());
      // Whatever the logits follow from, the loss follows from a variable.
      return logits.sum().add(output.bias.sum()) as tf.Scalar;
    },
    listTensors(params).map(({ tensor }) => tensor as tf.Variable),
  );
  return numbers;
}

function tensorOf(value: unknown): tf.Tensor3D {
  if (value instanceof tf.Tensor && value.rank === 3) return value as tf.Tensor3D;
  throw new TypeError('transformer returned no logits while a gradient was recorded');
}
