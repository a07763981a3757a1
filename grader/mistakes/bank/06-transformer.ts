/** What goes wrong when the parts are put together: positions, leaks of the future, the final norm, the blocks. */
import type { Mistake } from '../mistake';

const stage = '06-transformer';
const embedding = {
  stage,
  functionName: 'embed',
  read: '"Attention is all you need", section 3.4',
};
const assembling = {
  stage,
  functionName: 'transformer',
  read: 'the stub of transformer',
};
const positions = '"Attention is all you need", section 3.5';
const masking = '"Attention is all you need", section 3.2.3';
const norms = '"Language models are unsupervised multitask learners" (GPT-2), section 2.3';

const scaled = 'rows.mul(Math.sqrt(dModel))';
const place = 'positionalEncoding(seq, dModel)';
const mask = 'causalMask(tokens.shape[1])';
const step = '(stream, block) => attentionBlock(block, stream, { heads, mask })';
const start = 'embed(params, tokens)';
const finalNorm = 'layerNorm(params.norm, x)';
const logits = 'linear(params.output, layerNorm(params.norm, x))';

/** The final norm over another axis than the last. */
const normOver = (axis: number) => `tf.tidy(() => {
    const { mean, variance } = tf.moments(x, ${axis}, true);
    return x.sub(mean).div(variance.add(1e-5).sqrt()).mul(params.norm.gain).add(params.norm.bias);
  })`;

export const mistakes: readonly Mistake[] = [
  {
    ...embedding,
    id: 'embedding-not-scaled',
    title: 'the embedding is not multiplied by √dModel',
    misconception: 'The embedding is learned, so it finds its size by itself.',
    hint: 'One factor is missing between the row of the embedding and the sum: section 3.4 ends with it.',
    fits: /not the width, and not nothing/,
    edits: [{ find: scaled, put: 'rows' }],
  },
  {
    ...embedding,
    id: 'embedding-times-dmodel',
    title: 'the embedding is multiplied by dModel instead of its root',
    misconception: 'The factor is the width of the model.',
    hint: 'With dModel = 4, how much larger should the row of a token become?',
    fits: /the root of the width, not the width/,
    edits: [{ find: scaled, put: 'rows.mul(dModel)' }],
  },
  {
    ...embedding,
    id: 'positions-scaled-as-well',
    title: 'the positions are multiplied by √dModel together with the embedding',
    misconception: 'The sum of embedding and positions is scaled as a whole.',
    hint: 'What should embed return when the embedding is all zeros?',
    fits: /added once, after the scaling of the embedding/,
    edits: [{ find: `${scaled}.add(${place})`, put: `rows.add(${place}).mul(Math.sqrt(dModel))` }],
  },
  {
    ...embedding,
    id: 'positions-missing',
    title: 'no positions are added to the embedding',
    misconception: 'Attention knows the order of the tokens by itself.',
    hint: 'Does your embed return different vectors for the same token at two places?',
    read: positions,
    fits: /with an embedding of zeros the positional encoding remains/,
    edits: [{ find: `.add(${place})`, put: '' }],
  },
  {
    ...embedding,
    id: 'positions-of-batch-items',
    title: 'the position counts batch items, not places in the sequence',
    misconception: 'The first axis is the sequence, as in PyTorch without batch_first.',
    hint: 'Which axis of [batch, seq] does your position run along?',
    read: positions,
    fits: /position means the place in the sequence/,
    edits: [{ find: place, put: 'positionalEncoding(tokens.shape[0], dModel).expandDims(1)' }],
  },
  {
    ...embedding,
    id: 'positions-of-token-ids',
    title: 'the row of the positional encoding is picked by the token id, not by the place',
    misconception: 'The encoding is a second embedding, looked up with the tokens.',
    hint: 'Should the same token at two places get the same row of the encoding?',
    read: positions,
    fits: /position means the place in the sequence/,
    edits: [{ find: place, put: 'tf.gather(positionalEncoding(params.embedding.shape[0], dModel), tokens)' }],
  },
  {
    ...embedding,
    id: 'positions-appended',
    title: 'the positional encoding is appended to the embedding: [batch, seq, 2 · dModel]',
    misconception: 'A sum would mix token and position, so they are laid side by side.',
    hint: 'How wide is what your embed returns, and how wide may it be?',
    read: positions,
    fits: /a row of the embedding for each token/,
    edits: [
      {
        find: `return ${scaled}.add(${place})`,
        put: `const place = ${place}.expandDims(0).tile([tokens.shape[0], 1, 1]);
  return tf.concat([${scaled}, place], -1)`,
      },
    ],
  },
  {
    ...embedding,
    id: 'positions-reversed',
    title: 'the positions are counted from the last token',
    misconception: 'What counts is how far a token is from the end.',
    hint: 'Which row of the positional encoding does the first token get?',
    read: positions,
    fits: /positional encoding of 01/,
    edits: [{ find: place, put: `${place}.reverse(0)` }],
  },
  {
    ...assembling,
    id: 'no-mask-in-the-blocks',
    title: 'the blocks get no mask: every token sees the future',
    misconception: 'The mask is needed for generating only, where there is no future yet.',
    hint: 'Change the last token: which rows of the logits should change with it?',
    read: masking,
    fits: /the future leaks: does every block get the causal mask/,
    edits: [{ find: '{ heads, mask }', put: '{ heads }' }],
  },
  {
    ...assembling,
    id: 'mask-in-the-first-block-only',
    title: 'only the first block gets the mask: the future leaks in the later ones',
    misconception: 'Once the first block has hidden the future, the others cannot see it.',
    hint: 'What do the rows below hold by the time the second block reads them?',
    read: masking,
    fits: /the future leaks: does every block get the causal mask/,
    edits: [
      {
        find: step,
        put: '(stream, block, i) => attentionBlock(block, stream, i === 0 ? { heads, mask } : { heads })',
      },
    ],
  },
  {
    ...assembling,
    id: 'blocks-with-the-mask-transposed',
    title: 'the blocks get the transposed mask: every token sees itself and the future',
    misconception: 'The rows of the mask are keys.',
    hint: 'Which tokens does the first row of your mask let through?',
    read: masking,
    fits: /the future leaks|does the mask hide the past/,
    edits: [{ find: mask, put: `${mask}.transpose()` }],
  },
  {
    ...assembling,
    id: 'blocks-with-the-mask-inverted',
    title: 'the blocks get a mask with 1 and 0 exchanged: every token sees the future alone',
    misconception: 'A mask has 1 where something is blocked, as the boolean masks of PyTorch have.',
    hint: 'What does applyMask do with a score where the mask is 1?',
    read: masking,
    fits: /the future leaks|does the mask hide the past/,
    edits: [{ find: mask, put: `tf.sub(1, ${mask})` }],
  },
  {
    ...assembling,
    id: 'blocks-with-the-diagonal-hidden',
    title: 'the mask hides the diagonal: no token attends to itself',
    misconception: 'A token may look at the past, and it is not its own past.',
    hint: 'What is left for the first token to attend to?',
    read: masking,
    fits: /the causal mask, with its diagonal/,
    edits: [{ find: mask, put: `${mask}.sub(tf.eye(tokens.shape[1]))` }],
  },
  {
    ...assembling,
    id: 'blocks-see-one-step-ahead',
    title: 'the mask reaches one step too far: every token sees the next one',
    misconception: 'A row predicts the next token, so it may reach that far.',
    hint: 'Which logits change when you change the second token?',
    read: masking,
    fits: /the future leaks/,
    edits: [{ find: mask, put: 'tf.linalg.bandPart(tf.ones([tokens.shape[1], tokens.shape[1]]), -1, 1)' }],
  },
  {
    ...assembling,
    id: 'final-norm-over-seq',
    title: 'the final norm runs over seq: every token sees the future through mean and variance',
    misconception: 'A norm only rescales, it cannot carry information.',
    hint: 'Attention is not the only step in which tokens can meet: over which axis does your last norm run?',
    read: '"Layer normalization" (arXiv 1607.06450), section 3',
    fits: /does each norm stay within one token/,
    edits: [{ find: finalNorm, put: normOver(1) }],
  },
  {
    ...assembling,
    id: 'final-norm-over-batch',
    title: 'the final norm runs over the batch: the batch items mix',
    misconception: 'To normalise is to compare with the other examples of the batch.',
    hint: 'Are the logits of a text the same when it is alone in its batch?',
    read: '"Layer normalization" (arXiv 1607.06450), section 3',
    fits: /batch items do not mix/,
    edits: [{ find: finalNorm, put: normOver(0) }],
  },
  {
    ...assembling,
    id: 'blocks-take-the-batch-for-seq',
    title: 'the blocks take the batch for seq: batch items attend to each other, tokens do not',
    misconception: 'Blocks read [seq, batch, dModel], as in PyTorch without batch_first.',
    hint: 'Are the logits of a text the same when it is alone in its batch?',
    fits: /batch items do not mix/,
    edits: [
      { find: mask, put: 'causalMask(tokens.shape[0])' },
      { find: start, put: `${start}.transpose([1, 0, 2])` },
      { find: finalNorm, put: 'layerNorm(params.norm, x.transpose([1, 0, 2]))' },
    ],
  },
  {
    ...assembling,
    id: 'final-norm-missing',
    title: 'the final norm is missing before the output projection',
    misconception: 'The blocks normalise already, so the stream is normalised at the end.',
    hint: 'In pre-norm blocks nothing normalises the stream itself: what does the output projection read?',
    read: norms,
    fits: /is the final norm missing/,
    edits: [{ find: finalNorm, put: 'x' }],
  },
  {
    ...assembling,
    id: 'one-block-for-all-layers',
    title: 'the first block is used for every layer',
    misconception: 'The layers share their parameters.',
    hint: 'How many sets of parameters are in params.blocks, and how many does your loop touch?',
    fits: /params\.blocks\[1\] has no influence/,
    edits: [{ find: step, put: '(stream) => attentionBlock(params.blocks[0], stream, { heads, mask })' }],
  },
  {
    ...assembling,
    id: 'every-block-reads-the-embedding',
    title: 'every block reads the embedding, so that only the last block counts',
    misconception: 'The result of a block is kept by itself, without being handed on.',
    hint: 'What does the second block read: what came out of embed, or what came out of the first?',
    fits: /params\.blocks\[0\] has no influence/,
    edits: [{ find: 'attentionBlock(block, stream,', put: 'attentionBlock(block, embed(params, tokens),' }],
  },
  {
    ...assembling,
    id: 'stream-added-around-blocks',
    title: 'the stream is added once more to what each block returns',
    misconception: 'Every block needs a residual connection around it.',
    hint: 'What does attentionBlock return when both its steps find nothing: nothing, or x?',
    fits: /the first block first: each reads what the one before it returned/,
    edits: [{ find: step, put: `${step}.add(stream)` }],
  },
  {
    ...assembling,
    id: 'positions-added-again',
    title: 'transformer adds the positions a second time, after embed',
    misconception: 'embed looks up the tokens, and the positions come after it.',
    hint: 'What has embed already done to the tokens?',
    read: positions,
    fits: /are the positions added again/,
    edits: [{ find: start, put: `${start}.add(positionalEncoding(tokens.shape[1], config.dModel))` }],
  },
  {
    ...assembling,
    id: 'tokens-shifted-right',
    title: 'the tokens are shifted right by one, so that row t does not see token t',
    misconception:
      'The model itself shifts its input, as "outputs (shifted right)" in figure 1 of the paper says.',
    hint: 'Row t scores the token that comes after token t: may it see token t?',
    fits: /token 5 has no influence on the last one/,
    edits: [{ find: start, put: 'embed(params, tokens.pad([[0, 0], [1, 0]]).slice([0, 0], tokens.shape))' }],
  },
  {
    ...assembling,
    id: 'tokens-shifted-left',
    title: 'the tokens are shifted left by one, so that row t sees token t + 1',
    misconception: 'The model is given the tokens that it should predict.',
    hint: 'Row t scores the token that comes after token t: may it see that token?',
    fits: /the future leaks/,
    edits: [{ find: start, put: 'embed(params, tokens.slice([0, 1]).pad([[0, 0], [0, 1]]))' }],
  },
  {
    ...assembling,
    id: 'softmax-at-the-end',
    title: 'a softmax turns the logits into probabilities',
    misconception: 'A language model returns probabilities.',
    hint: 'What do the numbers of one row sum to, and what should the loss be given?',
    fits: /no softmax after it/,
    edits: [{ find: logits, put: `tf.softmax(${logits})` }],
  },
  {
    ...assembling,
    id: 'log-softmax-at-the-end',
    title: 'a log-softmax turns the logits into log-probabilities',
    misconception: 'The model ends with a log-softmax, as the generator of The Annotated Transformer does.',
    hint: 'Add 3 to every number of the output bias: do your logits notice?',
    fits: /no softmax after it/,
    edits: [{ find: logits, put: `tf.logSoftmax(${logits})` }],
  },
  {
    ...assembling,
    id: 'output-tied-to-the-embedding',
    title: 'the transposed embedding is used in the place of the weight of the output projection',
    misconception: 'Embedding and output always share one matrix, as in the paper and in GPT-2.',
    hint: 'Does params.output.weight occur anywhere in what you compute?',
    read: '"Attention is all you need", section 3.4, beside the stub of transformer',
    fits: /with silent blocks the logits are/,
    edits: [{ find: 'params.output,', put: '{ ...params.output, weight: params.embedding.transpose() },' }],
  },
  {
    ...assembling,
    id: 'logits-of-the-last-token-only',
    title: 'only the last token gets logits: [batch, 1, vocab]',
    misconception: 'A language model predicts one token, the one after the end.',
    hint: 'How many next tokens can be learned from one sequence?',
    fits: /turns dModel into vocab for every token/,
    edits: [{ find: finalNorm, put: 'layerNorm(params.norm, x.slice([0, tokens.shape[1] - 1]))' }],
  },
];
