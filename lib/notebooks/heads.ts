/** What the heads of a model attend to: asked of the student's own functions. */
import * as tf from '@tensorflow/tfjs';
import { tidyAwaited } from '../awaited';
import { linear } from '../linear';
import type { TransformerConfig, TransformerParams } from '../parameters';

/** Functions of stages 03 to 06, as the student has written them. */
export interface WrittenFunctions {
  causalMask(seq: number): tf.Tensor2D | Promise<tf.Tensor2D>;
  maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor | Promise<tf.Tensor>;
  splitHeads(x: tf.Tensor3D, heads: number): tf.Tensor4D | Promise<tf.Tensor4D>;
  layerNorm(params: TransformerParams['norm'], x: tf.Tensor3D): tf.Tensor3D | Promise<tf.Tensor3D>;
  attentionBlock(
    params: TransformerParams['blocks'][number],
    x: tf.Tensor3D,
    options: { heads: number; mask?: tf.Tensor | undefined },
  ): tf.Tensor3D | Promise<tf.Tensor3D>;
  embed(params: TransformerParams, tokens: tf.Tensor2D): tf.Tensor3D | Promise<tf.Tensor3D>;
}

export interface HeadsOptions {
  readonly config: Pick<TransformerConfig, 'heads'>;
  /** Of the block to look into; the first when not given. */
  readonly block?: number;
  /** Whether a token sees later ones, as in an encoder. */
  readonly future?: boolean;
}

/**
 * The pattern of each head of a block, over one sequence of tokens. The values are the identity matrix, so that what
 * attention returns is its pattern.
 *
 * @returns [heads][queries][keys]
 * @throws {RangeError} when there is no such block
 */
export async function headPatterns(
  written: WrittenFunctions,
  params: TransformerParams,
  tokens: readonly number[],
  { config: { heads }, block = 0, future = false }: HeadsOptions,
): Promise<number[][][]> {
  const chosen = params.blocks[block];
  if (!chosen) throw new RangeError(`Expected a block below ${params.blocks.length}, got ${block}`);
  const pattern = await tidyAwaited(async () => {
    const seq = tokens.length;
    const mask = future ? tf.ones([seq, seq]) : await written.causalMask(seq);
    let x = await written.embed(params, tf.tensor2d([...tokens], [1, seq], 'int32'));
    for (const earlier of params.blocks.slice(0, block)) {
      x = await written.attentionBlock(earlier, x, { heads, mask });
    }
    const normed = await written.layerNorm(chosen.norm1, x);
    const project = (projection: typeof chosen.attention.query) =>
      written.splitHeads(linear(projection, normed) as tf.Tensor3D, heads);
    const [q, k] = [await project(chosen.attention.query), await project(chosen.attention.key)];
    const identity = tf.eye(seq).expandDims(0).expandDims(0).tile([1, heads, 1, 1]);
    return written.maskedAttention(q, k, identity, mask);
  });
  const [patterns = []] = (await pattern.array()) as number[][][][];
  pattern.dispose();
  return patterns;
}
