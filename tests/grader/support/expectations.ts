/** What the grader has to find in each folder of `examples/submissions`; all other functions pass. */
export interface Expected {
  readonly score: number;
  /** The functions that do not pass. */
  readonly functions: Readonly<Record<string, string>>;
  /** The status of the reversal. */
  readonly milestone: string;
  /** Something that the student has to be told. */
  readonly says?: RegExp;
}

export const expectations: Readonly<Record<string, Expected>> = {
  'correct-async-tidy': { score: 100, functions: {}, milestone: 'passed' },
  'correct-einsum': { score: 100, functions: {}, milestone: 'passed' },
  'correct-loops': { score: 100, functions: {}, milestone: 'passed' },
  'epsilon-outside-root': {
    score: 96.32,
    functions: { layerNorm: 'failed' },
    milestone: 'passed',
    says: /inside the root/,
  },
  'half-done': {
    score: 42,
    functions: {
      mergeHeads: 'not started',
      multiHeadAttention: 'not started',
      layerNorm: 'not started',
      feedForward: 'not started',
      attentionBlock: 'not started',
      embed: 'not started',
      transformer: 'not started',
    },
    milestone: 'not started',
  },
  'infinite-loop': {
    score: 94,
    functions: {
      attention: 'timed out',
      multiHeadAttention: 'blocked by 02',
      attentionBlock: 'blocked by 02',
    },
    milestone: 'passed',
    says: /no answer within 10 s: an endless loop/,
  },
  'leaky-mask': {
    score: 78.05,
    functions: { transformer: 'failed' },
    milestone: 'failed',
    says: /Your model knows \d+(\.\d+)?% of the first half/,
  },
  'mask-after-softmax': {
    score: 80.13,
    functions: {
      maskedAttention: 'failed',
      multiHeadAttention: 'blocked by 03',
      attentionBlock: 'blocked by 03',
      transformer: 'blocked by 03',
    },
    milestone: 'failed',
    says: /a mask after the softmax takes weight away/,
  },
  'mask-off-by-one': {
    score: 80.91,
    functions: { causalMask: 'failed', transformer: 'blocked by 03' },
    milestone: 'failed',
    says: /above the diagonal lies the future/,
  },
  'mask-transposed': {
    score: 80.57,
    functions: { causalMask: 'failed', transformer: 'blocked by 03' },
    milestone: 'failed',
    says: /is the mask transposed/,
  },
  'merge-without-transpose': {
    score: 75.87,
    functions: {
      mergeHeads: 'failed',
      multiHeadAttention: 'failed',
      attentionBlock: 'blocked by 04',
      transformer: 'blocked by 04',
    },
    milestone: 'failed',
    says: /swap the axes back before the reshape/,
  },
  'missing-residual': {
    score: 94.17,
    functions: { attentionBlock: 'failed', transformer: 'blocked by 05' },
    milestone: 'passed',
    says: /is one missing/,
  },
  'nan-rows': {
    score: 93.8,
    functions: { applyMask: 'failed', maskedAttention: 'failed' },
    milestone: 'passed',
    says: /are not finite/,
  },
  'never-settles': {
    score: 92,
    functions: { positionalEncoding: 'timed out' },
    milestone: 'passed',
    says: /a Promise that never settles/,
  },
  'no-embedding-scale': {
    score: 90.02,
    functions: { embed: 'failed', transformer: 'failed' },
    milestone: 'passed',
    says: /each token is its row of the embedding times √dModel/,
  },
  'no-sqrt-dhead': {
    score: 90.24,
    functions: {
      attentionPattern: 'failed',
      attention: 'failed',
      multiHeadAttention: 'blocked by 02',
      attentionBlock: 'blocked by 02',
    },
    milestone: 'passed',
    says: /are the scores divided by √dHead/,
  },
  'positions-over-batch': {
    score: 75.1,
    functions: { embed: 'failed', transformer: 'failed' },
    milestone: 'failed',
    says: /every batch item gets the same/,
  },
  'returns-array': {
    score: 95,
    functions: { causalMask: 'failed' },
    milestone: 'passed',
    says: /received an array of length \d+ \(make it a tensor/,
  },
  'sin-cos-not-interleaved': {
    score: 93.55,
    functions: { positionalEncoding: 'failed', embed: 'blocked by 01', transformer: 'blocked by 01' },
    milestone: 'passed',
    says: /column/,
  },
  'softmax-over-queries': {
    score: 89.27,
    functions: {
      attentionPattern: 'failed',
      attention: 'failed',
      multiHeadAttention: 'blocked by 02',
      attentionBlock: 'blocked by 02',
    },
    milestone: 'passed',
    says: /the softmax runs over the keys, the last axis/,
  },
  'syntax-error': {
    score: 84,
    functions: {
      causalMask: 'crashed',
      applyMask: 'crashed',
      maskedAttention: 'crashed',
      splitHeads: 'blocked by 03',
      mergeHeads: 'blocked by 03',
      multiHeadAttention: 'blocked by 03',
      layerNorm: 'blocked by 03',
      feedForward: 'blocked by 03',
      attentionBlock: 'blocked by 03',
      embed: 'blocked by 03',
      transformer: 'blocked by 03',
    },
    milestone: 'blocked by 03',
    says: /exercises\/03-masking\.ts:49: Expected "\)" but found ";"/,
  },
  'throws-at-import': {
    score: 84,
    functions: {
      splitHeads: 'crashed',
      mergeHeads: 'crashed',
      multiHeadAttention: 'crashed',
      layerNorm: 'blocked by 04',
      feedForward: 'blocked by 04',
      attentionBlock: 'blocked by 04',
      embed: 'blocked by 04',
      transformer: 'blocked by 04',
    },
    milestone: 'blocked by 04',
    says: /threw Error: ENOENT.*exercises\/04-multi-head-attention\.ts:16/,
  },
  untouched: {
    score: 0,
    functions: {
      positionalEncoding: 'not started',
      attentionPattern: 'not started',
      attention: 'not started',
      causalMask: 'not started',
      applyMask: 'not started',
      maskedAttention: 'not started',
      splitHeads: 'not started',
      mergeHeads: 'not started',
      multiHeadAttention: 'not started',
      layerNorm: 'not started',
      feedForward: 'not started',
      attentionBlock: 'not started',
      embed: 'not started',
      transformer: 'not started',
    },
    milestone: 'not started',
  },
  'wrong-export': {
    score: 92,
    functions: { attentionPattern: 'failed' },
    milestone: 'passed',
    says: /exports no function `attentionPattern`; it exports attention, attention_pattern/,
  },
};
