/** The numbers behind the pictures of a report, computed by the student's own functions. */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../../lib/linear';
import type { TransformerParams } from '../../lib/parameters';
import { heldOut, inputsOf, reversalConfig } from '../../lib/reversal/task';
import { positionalEncoding } from '../../solutions/01-positional-encoding';
import { splitHeads } from '../../solutions/04-multi-head-attention';
import { layerNorm } from '../../solutions/05-attention-block';
import type { PicturesReport } from '../report/schema';
import { derivedSeed } from '../seed';
import type { Subject } from '../subject/subject';

/** Sizes of the encoding that is shown. */
const shown = { seq: 24, dModel: 32 } as const;

/** The student's positional encoding beside the expected one; nothing when it gives no matrix of that size. */
export async function encodingPicture(subject: Subject): Promise<PicturesReport['positionalEncoding']> {
  const { seq, dModel } = shown;
  const student = await attempt(() =>
    subject.call('01-positional-encoding', 'positionalEncoding', [seq, dModel]),
  );
  if (!student || !tf.util.arraysEqual(student.shape, [seq, dModel])) return undefined;
  const expected = positionalEncoding(seq, dModel);
  return { student: (await student.array()) as number[][], expected: await expected.array() };
}

/**
 * The attention patterns of the first block of a trained model. The values are the identity matrix, so that what
 * the student's attention returns is its own pattern, mask and all.
 *
 * @param params - of the trained model
 */
export async function patternPicture(
  subject: Subject,
  params: TransformerParams,
  seed: number,
): Promise<PicturesReport['attentionPattern']> {
  const [tokens = []] = inputsOf(heldOut(derivedSeed(seed, 'pattern'), 1));
  const { heads } = reversalConfig;
  const [block] = params.blocks;
  const inputs = tf.tensor2d([tokens], [1, tokens.length], 'int32');
  const x = await attempt(() => subject.call('06-transformer', 'embed', [params, inputs]));
  const mask = await attempt(() => subject.call('03-masking', 'causalMask', [tokens.length]));
  if (!block || !mask || !tf.util.arraysEqual(x?.shape ?? [], [1, tokens.length, reversalConfig.dModel]))
    return undefined;
  const normed = layerNorm(block.norm1, x as tf.Tensor3D);
  const [q, k] = [block.attention.query, block.attention.key].map((projection) =>
    splitHeads(linear(projection, normed) as tf.Tensor3D, heads),
  );
  const identity = tf.eye(tokens.length).expandDims(0).expandDims(0).tile([1, heads, 1, 1]);
  const pattern = await attempt(() => subject.call('03-masking', 'maskedAttention', [q, k, identity, mask]));
  if (!tf.util.arraysEqual(pattern?.shape ?? [], [1, heads, tokens.length, tokens.length])) return undefined;
  const [patterns = []] = (await (pattern as tf.Tensor4D).array()) as number[][][][];
  return { tokens, patterns };
}

/** A tensor, or nothing: a picture is never worth an error. */
async function attempt(call: () => Promise<unknown>): Promise<tf.Tensor | undefined> {
  try {
    const value = await call();
    return value instanceof tf.Tensor ? value : undefined;
  } catch {
    return undefined;
  }
}
