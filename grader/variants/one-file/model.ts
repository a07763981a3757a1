import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type {
  AttentionParams,
  BlockParams,
  FeedForwardParams,
  NormParams,
  TransformerConfig,
  TransformerParams,
} from '../lib/parameters';

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError(`Expected dModel to be even, got ${dModel}`);
  const position = tf.range(0, seq).expandDims(1); // [seq, 1]
  const frequency = tf.pow(10000, tf.range(0, dModel, 2).div(-dModel)).expandDims(0); // [1, dModel / 2]
  const angle = tf.matMul(position, frequency); // [seq, dModel / 2]
  return tf.stack([angle.sin(), angle.cos()], -1).reshape([seq, dModel]);
}

export function splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D {
  const [batch, seq, dModel] = x.shape;
  if (dModel % heads !== 0) {
    throw new RangeError(`Expected dModel to be divisible by heads, got ${dModel} and ${heads}`);
  }
  const columns: tf.Tensor4D = x.reshape([batch, seq, heads, dModel / heads]);
  return columns.transpose([0, 2, 1, 3]); // [batch, heads, seq, dHead]
}

export function mergeHeads(x: tf.Tensor4D): tf.Tensor3D {
  const [batch, heads, seq, dHead] = x.shape;
  return x.transpose([0, 2, 1, 3]).reshape([batch, seq, heads * dHead]);
}

export function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const { heads, mask } = options;
  const [q, k, v] = [params.query, params.key, params.value].map((projection) =>
    splitHeads(linear(projection, x) as tf.Tensor3D, heads),
  ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D]; // [batch, heads, seq, dHead]
  const mixed = mask ? maskedAttention(q, k, v, mask) : attention(q, k, v);
  return linear(params.output, mergeHeads(mixed as tf.Tensor4D)) as tf.Tensor3D;
}

export function attentionPattern(q: tf.Tensor, k: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.softmax(scores, -1);
}

export function attention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor): tf.Tensor {
  return tf.matMul(attentionPattern(q, k), v);
}

export function embed(params: Pick<TransformerParams, 'embedding'>, tokens: tf.Tensor2D): tf.Tensor3D {
  const dModel = params.embedding.shape[1];
  const seq = tokens.shape[1];
  const rows = tf.gather(params.embedding, tokens); // [batch, seq, dModel]
  return rows.mul(Math.sqrt(dModel)).add(positionalEncoding(seq, dModel));
}

export function transformer(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  config: TransformerConfig,
): tf.Tensor3D {
  const mask = causalMask(tokens.shape[1]);
  const { heads } = config;
  const x = params.blocks.reduce(
    (stream, block) => attentionBlock(block, stream, { heads, mask }),
    embed(params, tokens),
  );
  return linear(params.output, layerNorm(params.norm, x)) as tf.Tensor3D;
}

export function causalMask(seq: number): tf.Tensor2D {
  return tf.linalg.bandPart(tf.ones([seq, seq]), -1, 0) as tf.Tensor2D;
}

export function applyMask(scores: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.where(mask.cast('bool'), scores, -1e9);
}

export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = tf.matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return tf.matMul(tf.softmax(applyMask(scores, mask), -1), v);
}

export function layerNorm(params: NormParams, x: tf.Tensor3D, epsilon = 1e-5): tf.Tensor3D {
  const { mean, variance } = tf.moments(x, -1, true); // [batch, seq, 1]
  return x.sub(mean).div(variance.add(epsilon).sqrt()).mul(params.gain).add(params.bias);
}

export function feedForward(params: FeedForwardParams, x: tf.Tensor3D): tf.Tensor3D {
  return linear(params.contract, linear(params.expand, x).relu()) as tf.Tensor3D;
}

export function attentionBlock(
  params: BlockParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): tf.Tensor3D {
  const attended = multiHeadAttention(params.attention, layerNorm(params.norm1, x), options).add(
    x,
  ) as tf.Tensor3D;
  return feedForward(params.feedForward, layerNorm(params.norm2, attended)).add(attended);
}
