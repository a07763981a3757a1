/** Transformers that see the future, for the tests of the reversal criterion and for its simulation. */
import * as tf from '@tensorflow/tfjs';
import { linear } from '../../lib/linear';
import type { BlockParams, NormParams } from '../../lib/parameters';
import type { Transformer } from '../../lib/reversal/train';
import { attentionPattern } from '../../solutions/02-attention';
import { causalMask, maskedAttention } from '../../solutions/03-masking';
import { mergeHeads, splitHeads } from '../../solutions/04-multi-head-attention';
import { feedForward, layerNorm } from '../../solutions/05-attention-block';
import { embed } from '../../solutions/06-transformer';

interface Parts {
  /** [seq, seq], or [heads, seq, seq] */
  readonly mask: (seq: number, block: number) => tf.Tensor;
  readonly attend: typeof maskedAttention;
  readonly norm: (params: NormParams, x: tf.Tensor3D) => tf.Tensor3D;
}

const right: Parts = { mask: causalMask, attend: maskedAttention, norm: layerNorm };

/** The reference transformer with some of its parts exchanged. */
function build(exchanged: Partial<Parts>): Transformer {
  const parts = { ...right, ...exchanged };
  return (params, tokens, { heads }) => {
    const stream = params.blocks.reduce(
      (x, block, index) => attendAndThink(parts, block, x, heads, parts.mask(tokens.shape[1], index)),
      embed(params, tokens),
    );
    return linear(params.output, parts.norm(params.norm, stream)) as tf.Tensor3D;
  };
}

function attendAndThink(
  { attend, norm }: Parts,
  params: BlockParams,
  x: tf.Tensor3D,
  heads: number,
  mask: tf.Tensor,
): tf.Tensor3D {
  const { query, key, value, output } = params.attention;
  const read = norm(params.norm1, x);
  const [q, k, v] = [query, key, value].map((projection) =>
    splitHeads(linear(projection, read) as tf.Tensor3D, heads),
  ) as [tf.Tensor4D, tf.Tensor4D, tf.Tensor4D];
  const mixed = attend(q, k, v, mask) as tf.Tensor4D;
  const attended: tf.Tensor3D = linear(output, mergeHeads(mixed)).add(x);
  return feedForward(params.feedForward, norm(params.norm2, attended)).add(attended);
}

/** Row = query, column = key: 1 where `sees` holds. */
function maskWhere(seq: number, sees: (query: number, key: number) => boolean): tf.Tensor2D {
  const rows = Array.from({ length: seq }, (_, query) =>
    Array.from({ length: seq }, (_, key) => Number(sees(query, key))),
  );
  return tf.tensor2d(rows);
}

const everything = (seq: number) => tf.ones([seq, seq]);

/** The right model, put together from the same parts as the leaky ones. */
export const causal = build({});

/** Each sees the future in a way of its own. */
export const leaky = {
  'no mask': build({ mask: everything }),
  'mask off by one': build({ mask: (seq) => maskWhere(seq, (query, key) => key <= query + 1) }),
  'mask transposed': build({ mask: (seq) => maskWhere(seq, (query, key) => key >= query) }),
  'no mask in the first block': build({
    mask: (seq, block) => (block === 0 ? everything(seq) : causalMask(seq)),
  }),
  'no mask in the last block': build({
    mask: (seq, block) => (block === 1 ? everything(seq) : causalMask(seq)),
  }),
  'no mask in one head': build({ mask: (seq) => tf.stack([everything(seq), causalMask(seq)]) }),
  'one token sees the next': build({
    mask: (seq) => maskWhere(seq, (query, key) => key <= query || (query === 2 && key === 3)),
  }),
  'mask after softmax': build({
    attend: (q, k, v, mask) => tf.matMul(attentionPattern(q, k).mul(mask), v),
  }),
  'norm over seq': build({
    norm: ({ gain, bias }, x) => {
      const { mean, variance } = tf.moments(x, 1, true);
      return x.sub(mean).div(variance.add(1e-5).sqrt()).mul(gain).add(bias);
    },
  }),
} as const satisfies Record<string, Transformer>;
