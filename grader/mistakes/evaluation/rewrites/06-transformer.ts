/** Stage 06 with a one-hot lookup, a loop over the blocks, and positions laid out for every item. */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { NormParams, TransformerConfig, TransformerParams } from '../lib/parameters';
import { positionalEncoding } from './01-positional-encoding';
import { causalMask } from './03-masking';
import { attentionBlock, layerNorm } from './05-attention-block';

/** The mistakes that are made in this copy; the script puts their ids here. */
const chosen: readonly string[] = [/* chosen */];
const makes = (id: string) => chosen.includes(id);

export function embed(params: Pick<TransformerParams, 'embedding'>, tokens: tf.Tensor2D): tf.Tensor3D {
  const [vocab, dModel] = params.embedding.shape;
  const factor = factorOf(vocab, dModel);
  const rows = pick(params.embedding, tokens);
  if (makes('positions-missing')) return rows.mul(factor);
  const positions = positionsOf(tokens, vocab, dModel);
  const whole = makes('positions-scaled-as-well');
  const scaled = rows.mul(factor) as tf.Tensor3D;
  const placed = whole ? positions.mul(factor) : positions;
  if (makes('positions-appended')) return tf.concat([scaled, placed as tf.Tensor3D], 2);
  if (makes('stranger-positions-subtracted')) return scaled.sub(placed);
  if (makes('stranger-positions-multiplied')) return scaled.mul(placed);
  return scaled.add(placed);
}

function factorOf(vocab: number, dModel: number): number {
  if (makes('embedding-not-scaled')) return 1;
  if (makes('embedding-times-dmodel')) return dModel;
  if (makes('stranger-embedding-divided-by-root')) return 1 / Math.sqrt(dModel);
  if (makes('stranger-embedding-times-root-of-vocab')) return Math.sqrt(vocab);
  return Math.sqrt(dModel);
}

/** Rows of a table by a product with ones and zeros: [batch, seq, width]. */
function pick(table: tf.Tensor2D, tokens: tf.Tensor2D): tf.Tensor3D {
  const [rows, width] = table.shape;
  let ids: tf.Tensor = tokens.flatten();
  if (makes('stranger-token-ids-from-one')) ids = ids.sub(tf.scalar(1, 'int32')).toInt();
  const hot = tf.oneHot(ids as tf.Tensor1D, rows).toFloat() as tf.Tensor2D;
  return tf.dot(hot, table).reshape([...tokens.shape, width]);
}

function positionsOf(tokens: tf.Tensor2D, vocab: number, dModel: number): tf.Tensor3D {
  const [batch, seq] = tokens.shape;
  const spread = (table: tf.Tensor, repeats: number[]) => table.tile(repeats) as tf.Tensor3D;
  if (makes('positions-of-token-ids')) return pick(positionalEncoding(vocab, dModel), tokens);
  if (makes('positions-of-batch-items')) {
    return spread(positionalEncoding(batch, dModel).expandDims(1), [1, seq, 1]);
  }
  const table = positionalEncoding(seq, dModel);
  const ordered = makes('positions-reversed') ? table.reverse(0) : table;
  const doubled = makes('stranger-positions-doubled') ? ordered.mul(2) : ordered;
  return spread(doubled.expandDims(0), [batch, 1, 1]);
}

export function transformer(
  params: TransformerParams,
  tokens: tf.Tensor2D,
  config: TransformerConfig,
): tf.Tensor3D {
  const embedded = started(params, shifted(tokens), config);
  const x = throughBlocks(params, embedded, config);
  const end = makes('stranger-embedding-added-at-the-end') ? (x.add(embedded) as tf.Tensor3D) : x;
  return finished(logits(params, finalNorm(params.norm, end)));
}

function shifted(tokens: tf.Tensor2D): tf.Tensor2D {
  const [batch, seq] = tokens.shape;
  const empty = tf.zeros([batch, 1], 'int32') as tf.Tensor2D;
  if (makes('tokens-shifted-right')) return tf.concat([empty, tokens.slice([0, 0], [batch, seq - 1])], 1);
  if (makes('tokens-shifted-left')) return tf.concat([tokens.slice([0, 1], [batch, seq - 1]), empty], 1);
  return tokens;
}

function started(params: TransformerParams, tokens: tf.Tensor2D, { dModel }: TransformerConfig): tf.Tensor3D {
  const embedded = embed(params, tokens);
  if (makes('stranger-norm-before-the-blocks')) return layerNorm(params.norm, embedded);
  if (!makes('positions-added-again')) return embedded;
  return embedded.add(positionalEncoding(tokens.shape[1], dModel));
}

function throughBlocks(
  { blocks: all }: TransformerParams,
  embedded: tf.Tensor3D,
  config: TransformerConfig,
): tf.Tensor3D {
  const crosswise = makes('blocks-take-the-batch-for-seq');
  const input = crosswise ? embedded.transpose<tf.Tensor3D>([1, 0, 2]) : embedded;
  const mask = maskOf(makes('stranger-mask-of-config-seq') ? config.seq : input.shape[1]);
  const heads = makes('stranger-one-head-in-the-blocks') ? 1 : config.heads;
  const blocks = makes('stranger-blocks-in-reverse-order') ? [...all].reverse() : all;
  const count = makes('stranger-last-block-skipped') ? blocks.length - 1 : blocks.length;
  let x = input;
  for (let layer = 0; layer < count; layer += 1) {
    const block = blocks[makes('one-block-for-all-layers') ? 0 : layer] as (typeof blocks)[number];
    const masked = !makes('no-mask-in-the-blocks') && (layer === 0 || !makes('mask-in-the-first-block-only'));
    const read = makes('every-block-reads-the-embedding') ? input : x;
    const result = attentionBlock(block, read, masked ? { heads, mask } : { heads });
    x = makes('stream-added-around-blocks') ? x.add(result) : result;
  }
  return crosswise ? x.transpose([1, 0, 2]) : x;
}

function maskOf(size: number): tf.Tensor2D {
  const mask = causalMask(size);
  if (makes('blocks-with-the-mask-transposed')) return mask.transpose();
  if (makes('blocks-with-the-mask-inverted')) return tf.scalar(1).sub(mask);
  if (makes('blocks-with-the-diagonal-hidden')) return mask.sub(tf.eye(size));
  const steps = (to: number) => tf.range(0, size).expandDims(0).sub(tf.range(0, size).expandDims(1)).lessEqual(to);
  if (makes('blocks-see-one-step-ahead')) return steps(1).toFloat() as tf.Tensor2D;
  if (makes('stranger-window-in-the-blocks')) return mask.mul(tf.scalar(1).sub(steps(-2).toFloat()));
  return mask;
}

function finalNorm(norm: NormParams, x: tf.Tensor3D): tf.Tensor3D {
  if (makes('final-norm-missing')) return x;
  if (makes('final-norm-over-seq')) return normOver(1, norm, x);
  return makes('final-norm-over-batch') ? normOver(0, norm, x) : layerNorm(norm, x);
}

function normOver(axis: number, { gain, bias }: NormParams, x: tf.Tensor3D): tf.Tensor3D {
  const centred = x.sub(x.mean(axis, true));
  const variance = centred.square().mean(axis, true);
  return centred.mul(variance.add(1e-5).rsqrt()).mul(gain).add(bias);
}

function logits({ output, embedding }: TransformerParams, x: tf.Tensor3D): tf.Tensor3D {
  const weight = makes('output-tied-to-the-embedding') ? embedding.transpose<tf.Tensor2D>() : output.weight;
  if (makes('stranger-output-without-bias')) return tf.einsum('bsd,dv->bsv', x, weight) as tf.Tensor3D;
  return linear({ weight, bias: output.bias }, x) as tf.Tensor3D;
}

function finished(x: tf.Tensor3D): tf.Tensor3D {
  const [batch, seq, vocab] = x.shape;
  const powers = x.sub(x.max(2, true)).exp();
  let result: tf.Tensor = x;
  if (makes('softmax-at-the-end')) result = powers.div(powers.sum(2, true));
  if (makes('log-softmax-at-the-end')) result = x.sub(x.max(2, true)).sub(powers.sum(2, true).log());
  if (makes('stranger-relu-at-the-end')) result = x.relu();
  if (makes('logits-of-the-last-token-only')) result = result.slice([0, seq - 1, 0], [batch, 1, vocab]);
  return result as tf.Tensor3D;
}
