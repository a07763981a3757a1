/** What goes wrong when tokens are hidden and guessed. */
import type { Mistake } from '../mistake';

const stage = '11-encoder';
const bert = '"BERT: pre-training of deep bidirectional transformers", section 3';
const hiding = { stage, functionName: 'maskTokens', read: bert };
const guessing = { stage, functionName: 'maskedLoss', read: bert };
const hidden = 'uniforms.less(options.rate)';
const replaced = "tf.where<tf.Tensor2D>(hidden, tf.fill(tokens.shape, options.maskId, 'int32'), tokens)";
const given = "mask: hidden.cast('float32')";
const loss = 'surprise.mul(mask).sum().div(mask.sum().maximum(1))';
const logSoftmax = 'tf.logSoftmax(logits)';

export const mistakes: readonly Mistake[] = [
  {
    ...hiding,
    id: 'hides-above-the-rate',
    title: 'the tokens whose uniform number is above the rate are hidden: 85% in the place of 15%',
    misconception: 'A number above the rate is a hit.',
    hint: 'How many of a hundred even numbers are below 0.15?',
    fits: /is below the rate is replaced/,
    edits: [{ find: hidden, put: 'uniforms.greaterEqual(options.rate)' }],
  },
  {
    ...hiding,
    id: 'hides-at-the-rate',
    title: 'a uniform number equal to the rate hides as well, so that rate 0 hides something',
    misconception: 'At the border either will do.',
    hint: 'What does your function hide at rate 0 when a uniform number is 0?',
    fits: /below the rate, not at it/,
    edits: [{ find: hidden, put: 'uniforms.lessEqual(options.rate)' }],
  },
  {
    ...hiding,
    id: 'hidden-tokens-become-zero',
    title: 'hidden tokens become the token 0, not the token maskId',
    misconception: 'To hide is to multiply by 0.',
    hint: 'Which token stands in for a hidden one?',
    fits: /is replaced by maskId/,
    edits: [{ find: replaced, put: "tokens.mul(tf.logicalNot(hidden).cast('int32'))" }],
  },
  {
    ...hiding,
    id: 'keeps-what-should-be-hidden',
    title: 'the hidden tokens stay and all others are replaced',
    misconception: 'The second argument of where is what to replace.',
    hint: 'Which of its two tensors does tf.where take where the condition holds?',
    fits: /is replaced by maskId/,
    edits: [
      {
        find: replaced,
        put: "tf.where<tf.Tensor2D>(hidden, tokens, tf.fill(tokens.shape, options.maskId, 'int32'))",
      },
    ],
  },
  {
    ...hiding,
    id: 'mask-of-what-is-left',
    title: 'the mask is 1 where a token can still be read',
    misconception: 'A mask has 0 where something is masked.',
    hint: 'Which tokens have to be guessed: those with 1, or those with 0?',
    fits: /1 where a token is hidden/,
    edits: [{ find: given, put: "mask: tf.logicalNot(hidden).cast('float32')" }],
  },
  {
    ...hiding,
    id: 'mask-as-booleans',
    title: 'the mask has dtype bool, with which nothing can be multiplied',
    misconception: 'A mask is made of true and false.',
    hint: 'Which dtype does the stub name?',
    fits: /`mask` is float32/,
    edits: [{ find: given, put: 'mask: hidden as unknown as tf.Tensor2D' }],
  },
  {
    ...hiding,
    id: 'ids-as-floats',
    title: 'the ids become float32 numbers, which no embedding can look up',
    misconception: 'A number is a number.',
    hint: 'Which dtype do token ids have?',
    fits: /token ids of dtype int32/,
    edits: [{ find: 'return { inputs, mask', put: "return { inputs: inputs.cast('float32'), mask" }],
  },
  {
    ...guessing,
    id: 'masked-loss-over-all-tokens',
    title: 'the loss is that of all tokens, also of those that can be read',
    misconception: 'A loss is a mean over everything.',
    hint: 'What is there to guess about a token that the model has read?',
    fits: /those tokens can be read|over the hidden tokens/,
    edits: [{ find: loss, put: 'surprise.mean().add(mask.sum().mul(0))' }],
  },
  {
    ...guessing,
    id: 'masked-loss-over-the-readable',
    title: 'the loss is that of the tokens that were not hidden',
    misconception: 'The mask hides what does not count.',
    hint: 'Which tokens have to be guessed: those with 1, or those with 0?',
    fits: /those tokens can be read|over the hidden tokens/,
    edits: [
      {
        find: 'surprise.mul(mask).sum().div(mask.sum()',
        put: 'surprise.mul(tf.sub(1, mask)).sum().div(tf.sub(1, mask).sum()',
      },
    ],
  },
  {
    ...guessing,
    id: 'masked-loss-divided-by-all',
    title: 'the sum over the hidden tokens is divided by the number of all tokens',
    misconception: 'The mean of a product with the mask is the mean over what the mask leaves.',
    hint: 'How many terms of your mean are 0 because of the mask?',
    fits: /divided by their number|not by the number of all/,
    edits: [{ find: loss, put: 'surprise.mul(mask).mean()' }],
  },
  {
    ...guessing,
    id: 'masked-loss-summed',
    title: 'the loss is a sum over the hidden tokens, not their mean',
    misconception: 'Each hidden token adds its own loss.',
    hint: 'Would a text with twice as many hidden tokens be twice as bad?',
    fits: /divided by their number|not by the number of all/,
    edits: [{ find: loss, put: 'surprise.mul(mask).sum()' }],
  },
  {
    ...guessing,
    id: 'masked-loss-of-nothing-is-nan',
    title: 'nothing hidden gives 0 / 0',
    misconception: 'Something is always hidden.',
    hint: 'How likely is it that none of six tokens is hidden at a rate of 15%?',
    fits: /0 \/ 0 is no number/,
    edits: [{ find: '.maximum(1)', put: '' }],
  },
  {
    ...guessing,
    id: 'masked-loss-softmax-over-seq',
    title: 'the softmax runs over seq',
    misconception: 'The axis after the batch is the one to choose from.',
    hint: 'What has to sum to 1: the tokens that may stand there, or the places?',
    fits: /over the hidden tokens, divided|not by the number of all/,
    edits: [{ find: logSoftmax, put: 'tf.logSoftmax(logits.transpose([0, 2, 1])).transpose([0, 2, 1])' }],
  },
  {
    ...guessing,
    id: 'masked-loss-positive-sign',
    title: 'the minus sign is missing, so that training makes the model worse',
    misconception: 'A logarithm of a probability is the loss.',
    hint: 'Is the logarithm of a probability positive or negative?',
    fits: /sum of −ln p/,
    edits: [{ find: '.sum(-1).neg()', put: '.sum(-1)' }],
  },
  {
    ...guessing,
    id: 'masked-loss-of-a-plain-logarithm',
    title: 'the logarithm is taken of probabilities that have become 0',
    misconception: 'Softmax and then logarithm is the same as log-softmax.',
    hint: 'What is e to the power of −400 in float32, and what is its logarithm?',
    fits: /a probability that has become 0 has no logarithm/,
    edits: [{ find: logSoftmax, put: 'tf.softmax(logits).add(1e-9).log()' }],
  },
  {
    ...guessing,
    id: 'masked-loss-of-shifted-targets',
    title: 'each place is compared with the token after it',
    misconception: 'Targets are always shifted by one.',
    hint: 'Which token has to be guessed: the hidden one, or the one that comes next?',
    fits: /over the hidden tokens|over the places where the mask is 1/,
    edits: [
      {
        find: 'tf.oneHot(targets, vocab)',
        put: 'tf.oneHot(targets.slice([0, 1]).concat(targets.slice([0, 0], [-1, 1]), 1), vocab)',
      },
    ],
  },
];
