/**
 * Which mistakes of the rewrites cannot be made together, since one takes the place of the other, or hides it, or
 * undoes it, or since it is open what both together would be. A mistake that is never reached, because an earlier
 * function returns another shape, stays: that no diagnosis can find it is part of the measurement.
 */

/** Any of the left with any of the right; a list alone: any two of it. */
export type Rule = readonly [readonly string[]] | readonly [readonly string[], readonly string[]];

export const rules: readonly Rule[] = [
  // 01: which of sine and cosine
  [words('sine-in-even-rows sine-everywhere stranger-cosine-everywhere')],
  [words('sine-and-cosine-swapped'), words('sine-in-even-rows sine-everywhere stranger-cosine-everywhere')],
  [words('sine-and-cosine-in-halves'), words('sine-in-even-rows')],
  // 01: the exponent and the power
  [
    words(`
    exponent-without-the-two exponent-with-the-two-twice exponent-by-column exponent-by-twice-the-column
    exponent-from-one exponent-to-the-last-pair stranger-width-plus-one stranger-frequencies-reversed
  `),
  ],
  [
    words('base-and-exponent-swapped'),
    // All angles are 0 then.
    words(`
    base-1000 stranger-base-100000 exponent-positive exponent-without-the-two exponent-by-column
    exponential-forgotten logarithm-to-base-ten angle-in-full-turns stranger-angle-in-degrees
    positions-from-one positions-as-fractions stranger-positions-negative stranger-encoding-reversed
    stranger-width-plus-one stranger-frequencies-reversed
  `),
  ],
  [words('base-1000 stranger-base-100000')],
  [words('angle-in-full-turns stranger-angle-in-degrees')],
  [words('encoding-transposed encoding-with-a-batch-axis')],
  [words('odd-width-accepted stranger-odd-width-plain-error stranger-even-width-refused')],
  // 02: the scale
  [
    words(`
    scale-missing scale-without-root scale-multiplied scale-by-keys scale-by-queries scale-by-axis-one
    scale-by-model-width scale-after-softmax stranger-scale-by-width-plus-one
    stranger-scale-of-the-paper stranger-scale-by-cube-root
  `),
  ],
  // A share of a sum does not change when all scores are divided by the same.
  [
    words('scores-divided-by-their-sum'),
    words(`
    scale-missing scale-without-root scale-multiplied scale-by-keys scale-by-queries scale-by-axis-one
    scale-by-model-width stranger-scale-by-width-plus-one stranger-scale-of-the-paper
    stranger-scale-by-cube-root
  `),
  ],
  // 02: the softmax
  [
    words(`
    softmax-over-queries softmax-over-axis-one softmax-over-axis-zero softmax-over-all-scores
    softmax-missing powers-not-divided scores-divided-by-their-sum sigmoid-for-softmax
    logarithm-of-softmax stranger-sigmoids-divided-by-their-sum stranger-one-more-in-the-sum
  `),
  ],
  [words('softmax-missing'), words('scale-after-softmax')],
  [words('queries-and-keys-swapped keys-reshaped')],
  [words('second-softmax best-key-only stranger-plain-mean stranger-weights-squared')],
  [words('divided-by-number-of-keys stranger-times-number-of-keys')],
  // 03: who sees whom
  [
    words(`
    diagonal-hidden next-token-visible upper-triangle only-itself-visible stranger-window-of-two
    stranger-everything-visible stranger-mask-mirrored
  `),
  ],
  [words('ones-for-hidden-tokens'), words('diagonal-hidden upper-triangle')],
  [words('ones-for-hidden-tokens additive-mask rows-already-averaged')],
  [words('rows-already-averaged'), words('only-itself-visible')],
  // 03: what becomes of a blocked score
  [
    words(`
    scores-returned-unmasked mask-added scores-forgotten blocked-scores-infinite zero-times-infinity
    blocked-scores-zero blocked-scores-minus-one stranger-blocked-scores-negated
    stranger-blocked-scores-lowest stranger-hidden-scores-halved stranger-blocked-scores-minus-ten
    stranger-blocked-scores-minus-hundred stranger-blocked-scores-positive
  `),
  ],
  [words('visible-scores-blocked mask-transposed'), words('scores-returned-unmasked mask-added')],
  // 03: attention under a mask
  [
    words(`
    masked-scale-missing masked-scale-without-root masked-scale-by-values
    stranger-masked-scale-by-width-plus-one
  `),
  ],
  [
    words('mask-not-used mask-after-softmax weights-masked-and-softmaxed-again'),
    words('stranger-masked-softmax-over-queries'),
  ],
  [
    words('mask-not-used'),
    words('always-causal mask-with-two-more-axes stranger-mask-inverted-in-attention'),
  ],
  [words('mask-not-used mask-after-softmax weights-masked-and-softmaxed-again')],
  // 04: the cut and the merge
  [
    words('heads-cut-by-one-reshape'),
    words(`
    heads-interleaved stranger-heads-in-reverse-order stranger-columns-of-a-head-reversed
  `),
  ],
  [
    words(`
    heads-cut-by-one-reshape heads-after-seq heads-before-batch tokens-as-columns-of-a-head
  `),
  ],
  [words('heads-interleaved'), words('stranger-columns-of-a-head-reversed')],
  [
    words(`
    heads-merged-by-one-reshape heads-merged-like-a-zip heads-averaged heads-merged-along-seq
    stranger-heads-summed
  `),
  ],
  [
    words('stranger-merged-in-reverse-order'),
    words(`
    heads-merged-by-one-reshape heads-merged-like-a-zip heads-averaged stranger-heads-summed
  `),
  ],
  // 04: which projection makes what
  [
    words(`
    queries-and-keys-exchanged keys-and-values-exchanged keys-made-by-the-query-projection
    heads-cut-from-x-itself stranger-queries-made-by-the-key-projection
    stranger-queries-and-values-exchanged
  `),
  ],
  [
    words('values-made-by-the-key-projection'),
    words(`
    queries-and-keys-exchanged keys-and-values-exchanged heads-cut-from-x-itself
    stranger-queries-made-by-the-key-projection stranger-queries-and-values-exchanged
  `),
  ],
  [
    words('stranger-values-not-projected'),
    words(`
    keys-and-values-exchanged values-made-by-the-key-projection heads-cut-from-x-itself
  `),
  ],
  [words('projections-without-bias'), words('heads-cut-from-x-itself')],
  [
    words('output-projection-missing output-projection-without-bias'),
    words('stranger-output-applied-twice stranger-relu-after-output'),
  ],
  [words('output-projection-missing output-projection-without-bias')],
  [
    words('attention-ignores-the-mask'),
    words('attention-with-the-mask-transposed attention-with-the-mask-inverted'),
  ],
  // 04: the scale, and what meets what
  [
    words(`
    scores-of-heads-divided-by-root-of-dmodel scores-of-heads-not-divided
    scores-of-heads-divided-without-root stranger-scores-divided-by-root-of-heads
    stranger-scores-divided-by-root-of-width-plus-one
  `),
  ],
  [words('one-head-whatever-the-options-say'), words('scores-of-heads-divided-by-root-of-dmodel')],
  [
    words(`
    one-head-whatever-the-options-say heads-cut-and-merged-by-one-reshape heads-attend-to-each-other
    batch-taken-for-seq stranger-keys-of-the-first-head
  `),
  ],
  // 05: layerNorm
  [
    words(`
    epsilon-outside-the-root epsilon-missing stranger-epsilon-1e-6
    stranger-epsilon-not-from-the-argument
  `),
  ],
  [
    words('epsilon-of-keras'),
    words('epsilon-missing stranger-epsilon-1e-6 stranger-epsilon-not-from-the-argument'),
  ],
  [
    words('divided-by-the-variance'),
    words('epsilon-outside-the-root rms-norm stranger-epsilon-not-from-the-argument'),
  ],
  [words('norm-over-seq norm-over-seq-and-dmodel norm-over-batch norm-over-everything')],
  [words('rms-norm'), words('sample-variance stranger-mean-not-subtracted')],
  [words('sample-variance'), words('stranger-mean-absolute-deviation')],
  [
    words(`
    norm-without-gain-and-bias norm-without-gain norm-without-bias stranger-bias-before-gain stranger-gain-plus-one
  `),
  ],
  // 05: feedForward
  [
    words(`
    relu-missing relu-after-contract gelu-for-relu stranger-leaky-relu stranger-sigmoid-for-relu
    stranger-swish-for-relu stranger-relu-before-expand
  `),
  ],
  [words('stranger-relu-after-both'), words('relu-missing relu-after-contract')],
  // 05: attentionBlock
  [
    words(`
    post-norm norm-of-what-a-step-returns residual-of-the-normalised-x attention-reads-x-unnormalised
    steps-side-by-side
  `),
  ],
  [
    words('feed-forward-reads-the-sum-unnormalised'),
    words(`
    post-norm norm-of-what-a-step-returns residual-of-the-normalised-x norm1-used-twice
  `),
  ],
  [
    words('second-residual-carries-the-input'),
    words('residual-of-the-normalised-x no-residual-around-feed-forward'),
  ],
  [words('norm1-used-twice stranger-norms-exchanged stranger-norm2-used-twice')],
  [words('stranger-sum-halved'), words('no-residual-around-attention no-residual-around-feed-forward')],
  [words('stranger-feed-forward-first'), words('steps-side-by-side')],
  // 06: embed
  [
    words(`
    embedding-not-scaled embedding-times-dmodel stranger-embedding-divided-by-root
    stranger-embedding-times-root-of-vocab
  `),
  ],
  [words('positions-scaled-as-well'), words('embedding-not-scaled')],
  [
    words(`
    positions-missing positions-of-batch-items positions-of-token-ids positions-reversed
  `),
  ],
  [
    words('positions-missing'),
    words(`
    positions-scaled-as-well positions-appended positions-added-again stranger-positions-doubled
    stranger-positions-subtracted stranger-positions-multiplied
  `),
  ],
  [words('stranger-positions-doubled'), words('positions-of-batch-items positions-of-token-ids')],
  [words('positions-appended stranger-positions-subtracted stranger-positions-multiplied')],
  // 06: the masks of the blocks
  [
    words(`
    no-mask-in-the-blocks blocks-with-the-mask-transposed blocks-with-the-mask-inverted
    blocks-with-the-diagonal-hidden blocks-see-one-step-ahead blocks-take-the-batch-for-seq
    stranger-window-in-the-blocks
  `),
  ],
  [words('no-mask-in-the-blocks'), words('mask-in-the-first-block-only stranger-mask-of-config-seq')],
  [words('stranger-mask-of-config-seq'), words('blocks-take-the-batch-for-seq')],
  // 06: the stream and the end
  [
    words('every-block-reads-the-embedding'),
    words(`
    mask-in-the-first-block-only stream-added-around-blocks stranger-last-block-skipped
  `),
  ],
  [words('one-block-for-all-layers'), words('stranger-last-block-skipped')],
  [words('positions-added-again'), words('stranger-norm-before-the-blocks')],
  [words('final-norm-missing final-norm-over-seq final-norm-over-batch')],
  [words('tokens-shifted-right tokens-shifted-left')],
  [words('softmax-at-the-end log-softmax-at-the-end stranger-relu-at-the-end')],
];

function words(text: string): string[] {
  return text.trim().split(/\s+/);
}

/** Whether these two cannot be made together. */
export function excluded(first: string, second: string): boolean {
  return rules.some(([left, right = left]) => {
    const forth = left.includes(first) && right.includes(second);
    const back = left.includes(second) && right.includes(first);
    return forth || back;
  });
}
