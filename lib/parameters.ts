import * as tf from '@tensorflow/tfjs';

/** `x · weight + bias`: weight [from, to], bias [to]. */
export interface LinearParams {
  weight: tf.Tensor2D;
  bias: tf.Tensor1D;
}

/** Layer normalisation: gain [dModel], bias [dModel]. */
export interface NormParams {
  gain: tf.Tensor1D;
  bias: tf.Tensor1D;
}

/** The four projections of multi-head attention, each [dModel, dModel]. */
export interface AttentionParams {
  query: LinearParams;
  key: LinearParams;
  value: LinearParams;
  output: LinearParams;
}

/** The position-wise MLP: expand [dModel, dFf], contract [dFf, dModel]. */
export interface FeedForwardParams {
  expand: LinearParams;
  contract: LinearParams;
}

/** One pre-norm attention block. */
export interface BlockParams {
  norm1: NormParams;
  attention: AttentionParams;
  norm2: NormParams;
  feedForward: FeedForwardParams;
}

/** A decoder-only transformer: embedding [vocab, dModel], the blocks, the final norm, output [dModel, vocab]. */
export interface TransformerParams {
  embedding: tf.Tensor2D;
  blocks: BlockParams[];
  norm: NormParams;
  output: LinearParams;
}

/** What comes before the output of a transformer: embedding, blocks, final norm. */
export type EncoderParams = Omit<TransformerParams, 'output'>;

/** A bigram model: row a of `table` [vocab, vocab] holds the logits of the token that comes after token a. */
export interface BigramParams {
  table: tf.Tensor2D;
}

/** The sizes of a transformer. `seq` is the longest sequence that it is used on. */
export interface TransformerConfig {
  readonly vocab: number;
  readonly seq: number;
  readonly dModel: number;
  readonly heads: number;
  readonly dFf: number;
  readonly layers: number;
}

/** A plain nested record of tensors, such as {@link TransformerParams}. */
export type TensorTree = tf.Tensor | readonly TensorTree[] | { readonly [name: string]: TensorTree };

/**
 * Draws the parameters of a transformer: weights and embedding from N(0, `deviation`), biases 0, gains 1.
 *
 * @param config - the sizes; `heads` must divide `dModel`
 * @param seed - the same seed gives the same numbers on every backend
 * @param deviation - standard deviation of the weights
 * @throws {RangeError} when `heads` does not divide `dModel`
 */
export function initTransformer(
  config: TransformerConfig,
  seed: number,
  deviation = 0.08,
): TransformerParams {
  const { vocab, dModel, heads, dFf, layers } = config;
  if (dModel % heads !== 0) {
    throw new RangeError(`Expected dModel to be divisible by heads, got ${dModel} and ${heads}`);
  }
  let drawn = 0;
  const matrix = (rows: number, columns: number): tf.Tensor2D =>
    tf.randomNormal([rows, columns], 0, deviation, 'float32', seed * 1000 + drawn++);
  const linear = (from: number, to: number): LinearParams => ({
    weight: matrix(from, to),
    bias: tf.zeros([to]),
  });
  const norm = (): NormParams => ({ gain: tf.ones([dModel]), bias: tf.zeros([dModel]) });
  const block = (): BlockParams => ({
    norm1: norm(),
    attention: {
      query: linear(dModel, dModel),
      key: linear(dModel, dModel),
      value: linear(dModel, dModel),
      output: linear(dModel, dModel),
    },
    norm2: norm(),
    feedForward: { expand: linear(dModel, dFf), contract: linear(dFf, dModel) },
  });
  return {
    embedding: matrix(vocab, dModel),
    blocks: Array.from({ length: layers }, block),
    norm: norm(),
    output: linear(dModel, vocab),
  };
}

/** How many numbers the parameters of a transformer hold. */
export function parameterCount({ vocab, dModel, dFf, layers }: TransformerConfig): number {
  const linear = (from: number, to: number): number => (from + 1) * to;
  const norm = 2 * dModel;
  const block = 4 * linear(dModel, dModel) + linear(dModel, dFf) + linear(dFf, dModel) + 2 * norm;
  return vocab * dModel + layers * block + norm + linear(dModel, vocab);
}

/**
 * Draws the parameters of a classifier: those of a transformer whose output has a column for each class.
 *
 * @throws {RangeError} when `heads` does not divide `dModel`
 */
export function initClassifier(
  config: TransformerConfig,
  classes: number,
  seed: number,
  deviation = 0.08,
): TransformerParams {
  const { output, ...encoder } = initTransformer(config, seed, deviation);
  output.weight.dispose();
  output.bias.dispose();
  // No other matrix of this seed is drawn with the last of its thousand numbers.
  const weight: tf.Tensor2D = tf.randomNormal(
    [config.dModel, classes],
    0,
    deviation,
    'float32',
    seed * 1000 + 999,
  );
  return { ...encoder, output: { weight, bias: tf.zeros([classes]) } };
}

/** The parameters of a bigram model that knows nothing yet: after each token all tokens are equally likely. */
export function initBigram(vocab: number): BigramParams {
  return { table: tf.zeros([vocab, vocab]) };
}

/**
 * Applies `change` to every tensor of a nested record and keeps its structure.
 *
 * @param change - gets each tensor and its path, such as `blocks.0.norm1.gain`
 */
export function mapTensors<T>(tree: T, change: (tensor: tf.Tensor, path: string) => tf.Tensor, path = ''): T {
  const at = (name: string | number) => (path === '' ? `${name}` : `${path}.${name}`);
  if (tree instanceof tf.Tensor) return change(tree, path) as T;
  if (Array.isArray(tree)) return tree.map((item, index) => mapTensors(item, change, at(index))) as T;
  if (typeof tree !== 'object' || tree === null) return tree;
  return Object.fromEntries(
    Object.entries(tree).map(([name, item]) => [name, mapTensors(item, change, at(name))]),
  ) as T;
}

/** Every tensor of a nested record with its path, in order. */
export function listTensors(tree: unknown): { path: string; tensor: tf.Tensor }[] {
  const found: { path: string; tensor: tf.Tensor }[] = [];
  mapTensors(tree, (tensor, path) => {
    found.push({ path, tensor });
    return tensor;
  });
  return found;
}

/** Tensors by path, such as `blocks.0.norm1.gain`: parameters, or what belongs to each of them. */
export type TensorsByPath = Readonly<Record<string, tf.Tensor>>;

/** Every tensor of a nested record by its path. */
export function byPath(tree: unknown): TensorsByPath {
  return Object.fromEntries(listTensors(tree).map(({ path, tensor }) => [path, tensor]));
}

/**
 * A copy of a nested record with other tensors in it.
 *
 * @param tensors - a tensor for each path of the tree
 * @throws {RangeError} when one is missing
 */
export function withTensors<T>(tree: T, tensors: TensorsByPath): T {
  return mapTensors(tree, (_, path) => {
    const found = tensors[path];
    if (found) return found;
    throw new RangeError(`Expected a tensor for ${path}, got ${Object.keys(tensors).join(', ') || 'none'}`);
  });
}
