// Heads are computed by async functions that run at the same time, with Promise.all.
import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import type { AttentionParams } from '../lib/parameters';
import { attention } from './02-attention';
import { maskedAttention } from './03-masking';

export const splitHeads = async (x: tf.Tensor3D, heads: number): Promise<tf.Tensor4D> => {
  if (x.shape[2] % heads !== 0) throw new RangeError(`${heads} heads do not divide ${x.shape[2]}`);
  return tf.stack(tf.split(x, heads, 2), 1) as tf.Tensor4D;
};
export const mergeHeads = async (x: tf.Tensor4D): Promise<tf.Tensor3D> =>
  tf.concat(tf.unstack(x, 1), 2) as tf.Tensor3D;

export async function multiHeadAttention(
  params: AttentionParams,
  x: tf.Tensor3D,
  options: { heads: number; mask?: tf.Tensor | undefined },
): Promise<tf.Tensor3D> {
  const { heads, mask } = options;
  const perHead = async (projection: AttentionParams['query']) =>
    tf.unstack(await splitHeads(linear(projection, x) as tf.Tensor3D, heads), 1);
  const [q, k, v] = await Promise.all([perHead(params.query), perHead(params.key), perHead(params.value)]);
  const mixed = await Promise.all(
    q.map(async (one, head) => {
      await tf.nextFrame();
      return mask ? maskedAttention(one, k[head]!, v[head]!, mask) : attention(one, k[head]!, v[head]!);
    }),
  );
  return linear(params.output, await mergeHeads(tf.stack(mixed, 1) as tf.Tensor4D)) as tf.Tensor3D;
}
