/** The stages of the core track: their part of the manifest (see course.ts). */
import type { Stage } from './course';

export const coreStages: readonly Stage[] = [
  {
    stem: '01-positional-encoding',
    track: 'core',
    title: 'Positional encoding',
    minutes: 30,
    difficulty: 1,
    functions: [
      {
        name: 'positionalEncoding',
        todo: '1a',
        points: 8,
        hints: [
          'Write down the first two rows for dModel = 4 by hand. Which columns use the same angle?',
          'All angles at once are an outer product: positions as a column [seq, 1], frequencies as a row [1, dModel / 2]. `tf.range` makes both.',
          '`tf.stack([sine, cosine], -1)` has shape [seq, dModel / 2, 2]; a reshape to [seq, dModel] then interleaves them. Check for an odd dModel first.',
        ],
      },
    ],
  },
  {
    stem: '02-attention',
    track: 'core',
    title: 'Attention',
    minutes: 40,
    difficulty: 1,
    functions: [
      {
        name: 'attentionPattern',
        todo: '2a',
        points: 8,
        hints: [
          'One score for each pair of a query and a key: their dot product. Which product of matrices gives all pairs at once?',
          '`tf.matMul(a, b, transposeA, transposeB)` can transpose for you, whatever the number of leading axes.',
          'Divide by the root of the last axis of q, then take the softmax over the last axis: there lie the keys.',
        ],
      },
      {
        name: 'attention',
        todo: '2b',
        points: 6,
        hints: [
          'You have written half of it already, just above.',
          'The pattern is [..., queries, keys], the values are [..., keys, dValue]: one `tf.matMul`, nothing to transpose.',
        ],
      },
    ],
  },
  {
    stem: '03-masking',
    track: 'core',
    title: 'Masking',
    minutes: 40,
    difficulty: 2,
    functions: [
      {
        name: 'causalMask',
        todo: '3a',
        points: 5,
        hints: [
          'Row = query, column = key. Draw it for three tokens: what does the first token see, what does the last?',
          'A lower triangle of ones that keeps the diagonal: see `tf.linalg.bandPart`, or compare a column of positions with a row of positions.',
        ],
      },
      {
        name: 'applyMask',
        todo: '3b',
        points: 5,
        hints: [
          'The softmax takes e to the power of each score. Which scores give 0, and which give 0 / 0 when a whole row has them?',
          '`tf.where(condition, a, b)` chooses element by element and broadcasts; its condition has dtype bool. A number like -1e9 is large enough and still finite.',
        ],
      },
      {
        name: 'maskedAttention',
        todo: '3c',
        points: 6,
        hints: [
          'What has to sum to 1 in the end: all keys, or only the keys that may be seen?',
          'Scores first, as in 02, divided by √dHead; then `applyMask`; then softmax; then the values.',
        ],
      },
    ],
  },
  {
    stem: '04-multi-head-attention',
    track: 'core',
    title: 'Multi-head attention',
    minutes: 50,
    difficulty: 2,
    functions: [
      {
        name: 'splitHeads',
        todo: '4a',
        points: 4,
        hints: [
          'A reshape never moves a number in memory, a transpose does. Which one splits dModel, and which one changes the order of axes?',
          'Reshape to [batch, seq, heads, dHead], then swap the two middle axes with `transpose`. Refuse a number of heads that does not divide dModel.',
        ],
      },
      {
        name: 'mergeHeads',
        todo: '4b',
        points: 4,
        hints: [
          'The exact inverse: undo the two steps of splitHeads in the opposite order.',
          'Transpose back to [batch, seq, heads, dHead] first; then the last two axes lie side by side and one reshape joins them.',
        ],
      },
      {
        name: 'multiHeadAttention',
        todo: '4c',
        points: 8,
        hints: [
          '`linear(params.query, x)` from lib projects; the same x goes into queries, keys and values.',
          'Project, split, attend, merge, project. Without a mask use `attention` of 02, with one `maskedAttention` of 03.',
        ],
      },
    ],
  },
  {
    stem: '05-attention-block',
    track: 'core',
    title: 'Attention block',
    minutes: 50,
    difficulty: 2,
    functions: [
      {
        name: 'layerNorm',
        todo: '5a',
        points: 6,
        hints: [
          'One mean and one variance for each token. Which shape do they have, so that they broadcast against x?',
          '`tf.moments(x, -1, true)` gives mean and population variance with the axis kept. Epsilon is added to the variance before the root is taken.',
        ],
      },
      {
        name: 'feedForward',
        todo: '5b',
        points: 3,
        hints: [
          'Two linear maps with something between them, else they would be one linear map.',
          '`linear(params.expand, x)`, then `.relu()`, then `linear(params.contract, …)`.',
        ],
      },
      {
        name: 'attentionBlock',
        todo: '5c',
        points: 7,
        hints: [
          'What runs along the residual stream is never normalised itself: only what the two steps read is.',
          'First step: x plus attention of `layerNorm(params.norm1, x)`. Second step: that sum plus feedForward of `layerNorm(params.norm2, sum)`.',
        ],
      },
    ],
  },
  {
    stem: '06-transformer',
    track: 'core',
    title: 'Transformer',
    minutes: 60,
    difficulty: 3,
    functions: [
      {
        name: 'embed',
        todo: '6a',
        points: 5,
        hints: [
          'A token id is the number of a row in the embedding matrix. Which operation picks rows by number?',
          '`tf.gather(params.embedding, tokens)`, times √dModel, then plus the positional encoding: only the embedding is scaled.',
        ],
      },
      {
        name: 'transformer',
        todo: '6b',
        points: 10,
        hints: [
          'The output of one block is the input of the next. Make one causal mask and give it to all of them.',
          'embed → each of `params.blocks` → `layerNorm(params.norm, …)` → `linear(params.output, …)`. The positions are added once, in `embed`.',
        ],
      },
    ],
  },
];
