/** Edits of the reference that make it leak, by the kind of leak, and others that leave it right. */
import type { LeakKind } from '../../../lib/leaks/finding';
import type { Edit } from './edited';

const triangle = 'tf.linalg.bandPart(tf.ones([seq, seq]), -1, 0)';
const blocked = "tf.where(mask.cast('bool'), scores, -1e9)";
const softmaxed = 'tf.softmax(applyMask(scores, mask), -1)';
const moments = 'tf.moments(x, -1, true)';
const inBlocks = 'attentionBlock(block, stream, { heads, mask })';
const reduced = '(stream, block) =>';
const position = 'tf.range(0, seq)';
const split = 'x.reshape([batch, seq, heads, dModel / heads])';
const rows = 'tf.gather(params.embedding, tokens)';
const masked = 'const mask = causalMask(tokens.shape[1]);';
const embedded = 'embed(params, tokens),';

/** A mask [seq, seq] from a rule on row and column. */
const maskWhere = (rule: string) =>
  `tf.tensor2d(Array.from({ length: seq }, (_, row) => Array.from({ length: seq }, (_, column) => Number(${rule}))))`;

type Subjects = Readonly<Record<string, readonly Edit[]>>;

/** By the kind that each has to be called. */
export const leaks: Readonly<Record<Exclude<LeakKind, 'none'>, Subjects>> = {
  'no mask': {
    'a mask of ones': [['03', triangle, 'tf.ones([seq, seq])']],
    'the mask is not passed on': [['06', inBlocks, 'attentionBlock(block, stream, { heads })']],
    'applyMask does nothing': [['03', blocked, 'scores']],
    'blocked scores become 0': [['03', blocked, 'scores.mul(mask)']],
    'no mask in the first block': [
      ['06', reduced, '(stream, block, index) =>'],
      ['06', inBlocks, 'attentionBlock(block, stream, index === 0 ? { heads } : { heads, mask })'],
    ],
    'no mask in one head': [
      [
        '06',
        masked,
        'const own = causalMask(tokens.shape[1]); const mask = tf.stack([own, own, tf.onesLike(own)]);',
      ],
    ],
  },
  'weak mask': {
    'blocked scores become -9': [['03', blocked, "tf.where(mask.cast('bool'), scores, -9)"]],
    'blocked scores become -12': [['03', blocked, "tf.where(mask.cast('bool'), scores, -12)"]],
    'blocked scores are 8 lower': [['03', blocked, 'scores.sub(tf.sub(1, mask).mul(8))']],
  },
  transposed: {
    'the upper triangle': [['03', triangle, 'tf.linalg.bandPart(tf.ones([seq, seq]), 0, -1)']],
    'the mask is transposed on the way': [
      ['03', blocked, "tf.where(mask.transpose().cast('bool'), scores, -1e9)"],
    ],
    'transposed in the last block': [
      ['06', reduced, '(stream, block, index) =>'],
      [
        '06',
        inBlocks,
        'attentionBlock(block, stream, { heads, mask: index === 1 ? mask.transpose() : mask })',
      ],
    ],
  },
  'off by one': {
    'one diagonal too many': [['03', triangle, 'tf.linalg.bandPart(tf.ones([seq, seq]), -1, 1)']],
    'a rule with one too many': [['03', triangle, maskWhere('column <= row + 1')]],
    'in the last block only': [
      ['06', reduced, '(stream, block, index) =>'],
      [
        '06',
        masked,
        `const seq = tokens.shape[1]; const mask = causalMask(seq); const more = ${maskWhere('column <= row + 1')};`,
      ],
      ['06', inBlocks, 'attentionBlock(block, stream, { heads, mask: index === 1 ? more : mask })'],
    ],
  },
  'mask after softmax': {
    'the pattern times the mask': [['03', softmaxed, 'tf.softmax(scores, -1).mul(mask)']],
    'blocked weights become 0': [['03', softmaxed, "tf.where(mask.cast('bool'), tf.softmax(scores, -1), 0)"]],
  },
  'softmax over queries': {
    'by transposing twice': [
      [
        '03',
        softmaxed,
        'tf.softmax(applyMask(scores, mask).transpose([0, 1, 3, 2]), -1).transpose([0, 1, 3, 2])',
      ],
    ],
    'by hand': [
      [
        '03',
        softmaxed,
        '(() => { const raised = applyMask(scores, mask).exp(); return raised.div(raised.sum(-2, true)); })()',
      ],
    ],
  },
  'across the batch': {
    'layerNorm over the batch': [['05', moments, 'tf.moments(x, 0, true)']],
    'heads are cut out of the whole batch': [
      ['04', split, 'x.reshape([heads, batch, seq, dModel / heads]).transpose([1, 2, 0, 3])'],
    ],
    'a softmax over the batch': [
      [
        '03',
        softmaxed,
        '(() => { const raised = applyMask(scores, mask).exp(); return raised.div(raised.sum(0, true).add(1e-9)); })()',
      ],
    ],
    'embeddings minus the mean of the batch': [['06', rows, `${rows}.sub(${rows}.mean(0, true))`]],
  },
  'through a normalisation over seq': {
    'over seq': [['05', moments, 'tf.moments(x, 1, true)']],
    'over seq and dModel': [['05', moments, 'tf.moments(x, [1, 2], true)']],
    'over everything': [['05', moments, 'tf.moments(x, [0, 1, 2], true)']],
  },
  'through positions': {
    'positions from 0 to 1': [['01', position, 'tf.range(0, seq).div(seq)']],
    'positions count from the end': [['01', position, 'tf.range(0, seq).reverse()']],
    'a mean over seq in attention': [
      ['03', softmaxed, `${softmaxed}.mul(1 / (scores.shape.at(-1) as number))`],
    ],
  },
  'only in training': {
    'asks for the class of the parameters': [
      [
        '06',
        masked,
        'const own = causalMask(tokens.shape[1]); const mask = params.embedding instanceof tf.Variable ? tf.onesLike(own) : own;',
      ],
    ],
    'asks whether a gradient is recorded': [
      [
        '06',
        masked,
        'const own = causalMask(tokens.shape[1]); const mask = (tf.engine() as any).isTapeOn() ? tf.onesLike(own) : own;',
      ],
    ],
  },
  unknown: {
    'one position sees the next': [
      ['03', triangle, maskWhere('column <= row || (row === 2 && column === 3)')],
    ],
    'two diagonals too many': [['03', triangle, 'tf.linalg.bandPart(tf.ones([seq, seq]), -1, 2)']],
    'reads one token ahead': [
      [
        '06',
        embedded,
        'embed(params, tf.concat([tokens.slice([0, 1], [-1, -1]), tokens.slice([0, 0], [-1, 1])], 1)),',
      ],
    ],
    'feedForward over seq': [
      [
        '05',
        'linear(params.expand, x).relu()',
        'linear(params.expand, x).relu().add(linear(params.expand, x).max(1, true))',
      ],
    ],
    'never twice the same': [
      ['06', embedded, `${embedded.slice(0, -1)}.add(tf.randomNormal([config.dModel])),`],
    ],
  },
};

/** Right models, written differently from the reference. */
export const right: Subjects = {
  reference: [],
  'einsum for the scores': [['03', 'tf.matMul(q, k, false, true)', "tf.einsum('bhqd,bhkd->bhqk', q, k)"]],
  'additive mask': [['03', blocked, 'scores.add(tf.sub(1, mask).mul(-1e9))']],
  'additive mask of -1e4': [['03', blocked, 'scores.add(tf.sub(1, mask).mul(-1e4))']],
  'mask of the lowest float': [['03', blocked, "tf.where(mask.cast('bool'), scores, -3.4e38)"]],
  'mask by product and difference': [['03', blocked, 'scores.mul(mask).sub(tf.sub(1, mask).mul(1e10))']],
  'zero after the softmax, too': [['03', softmaxed, `${softmaxed}.mul(mask)`]],
  'softmax by hand': [
    [
      '03',
      softmaxed,
      '(() => { const s = applyMask(scores, mask); const e = s.sub(s.max(-1, true)).exp(); return e.div(e.sum(-1, true)); })()',
    ],
  ],
  'shares of what is seen, after a softmax over all': [
    [
      '03',
      softmaxed,
      '(() => { const e = tf.softmax(scores, -1).mul(mask); return e.div(e.sum(-1, true)); })()',
    ],
  ],
  'a maximum over all scores': [
    [
      '03',
      softmaxed,
      '(() => { const e = scores.sub(scores.max(-1, true)).exp().mul(mask); return e.div(e.sum(-1, true)); })()',
    ],
  ],
  'mask from a comparison': [
    [
      '03',
      `${triangle} as tf.Tensor2D`,
      "tf.range(0, seq).expandDims(1).greaterEqual(tf.range(0, seq).expandDims(0)).cast('float32') as tf.Tensor2D",
    ],
  ],
  'variance from the squares': [
    [
      '05',
      `const { mean, variance } = ${moments};`,
      'const mean = x.mean(-1, true); const variance = x.square().mean(-1, true).sub(mean.square());',
    ],
  ],
  'one-hot embedding': [
    [
      '06',
      rows,
      "tf.oneHot(tokens, params.embedding.shape[0]).cast('float32').reshape([-1, params.embedding.shape[0]]).matMul(params.embedding).reshape([...tokens.shape, dModel])",
    ],
  ],
  'mask cut from the longest': [
    [
      '06',
      'causalMask(tokens.shape[1])',
      'causalMask(config.seq).slice([0, 0], [tokens.shape[1], tokens.shape[1]])',
    ],
  ],
  'everything in tidy': [
    ['06', masked, `return tf.tidy(() => { ${masked}`],
    [
      '06',
      'return linear(params.output, layerNorm(params.norm, x)) as tf.Tensor3D;',
      'return linear(params.output, layerNorm(params.norm, x)) as tf.Tensor3D; });',
    ],
  ],
};
