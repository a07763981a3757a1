/** What goes wrong in attention. */
import type { Edit, Mistake } from '../mistake';

const stage = '02-attention';
const inPattern = { stage, functionName: 'attentionPattern' } as const;
const inAttention = { stage, functionName: 'attention' } as const;

const formula = '"Attention is all you need", section 3.2.1, equation 1';
const whyTheRoot = '"Attention is all you need", section 3.2.1, the last paragraph and its footnote 4';
const karpathy = '"Let\'s build GPT", the parts on softmax, on self-attention and on its scale';
const illustrated = '"The illustrated transformer", self-attention in detail, steps 2 to 6';

const scaleFits = /√dHead\? The root/;
const softmaxFits = /the softmax runs over the keys, the last axis/;

/** Divides the scores by something else, or not at all. */
const scale = (put: string): Edit => ({ find: '.div(Math.sqrt(dHead))', put });

/** Puts another function in the place of the softmax over the keys. */
const weights = (put: string): Edit => ({ find: 'tf.softmax(scores, -1)', put });

/** A softmax along any axis: the one of TensorFlow.js takes the last axis only. */
const softmaxOver = (axis: number): Edit => ({
  find: 'return tf.softmax(scores, -1);',
  put: `const powers = scores.sub(scores.max(${axis}, true)).exp();
  return powers.div(powers.sum(${axis}, true));`,
});

/** Does something else with the pattern and the values. */
const mixture = (put: string): Edit => ({ find: 'tf.matMul(attentionPattern(q, k), v)', put });

export const mistakes: readonly Mistake[] = [
  {
    ...inPattern,
    id: 'scale-missing',
    title: 'the scores are not divided by anything',
    misconception: 'The softmax makes weights of any scores, so their size does not matter.',
    hint: 'How large do dot products get when dHead is large, and what does the softmax make of that?',
    read: whyTheRoot,
    fits: scaleFits,
    edits: [scale('')],
  },
  {
    ...inPattern,
    id: 'scale-without-root',
    title: 'the scores are divided by dHead, not by its root',
    misconception: 'A dot product is a sum over dHead products, so dividing by dHead makes it a mean.',
    hint: 'What grows with dHead: the variance of a dot product, or its standard deviation?',
    read: whyTheRoot,
    fits: scaleFits,
    edits: [scale('.div(dHead)')],
  },
  {
    ...inPattern,
    id: 'scale-multiplied',
    title: 'the scores are multiplied by the root of dHead, not divided by it',
    misconception: 'The scale makes up for scores that are too small.',
    hint: 'Should the scale make large scores larger or smaller?',
    read: whyTheRoot,
    fits: scaleFits,
    edits: [scale('.mul(Math.sqrt(dHead))')],
  },
  {
    ...inPattern,
    id: 'scale-by-keys',
    title: 'the scores are divided by the root of the number of keys',
    misconception: 'The dₖ of the paper is the number of keys.',
    hint: 'Over which axis does one dot product sum? The letter k in dₖ stands for a vector, not for a count.',
    read: formula,
    fits: scaleFits,
    edits: [scale('.div(Math.sqrt(k.shape.at(-2) as number))')],
  },
  {
    ...inPattern,
    id: 'scale-by-queries',
    title: 'the scores are divided by the root of the number of queries',
    misconception: 'The axis before the last one holds the width of a query.',
    hint: 'Write the shape of q with names, then count: which axis holds dHead?',
    read: 'the comment above attentionPattern: the shapes of q and k',
    fits: scaleFits,
    edits: [{ find: 'q.shape.at(-1)', put: 'q.shape.at(-2)' }],
  },
  {
    ...inPattern,
    id: 'scale-by-axis-one',
    title: 'the scores are divided by the root of axis 1 of q, which is dHead only without leading axes',
    misconception: 'Queries always come as a matrix [queries, dHead].',
    hint: 'Which size stands at axis 1 of q when there are batch and heads before it?',
    read: 'the comment above attentionPattern: the shapes of q and k',
    fits: scaleFits,
    edits: [{ find: 'q.shape.at(-1)', put: 'q.shape[1]' }],
  },
  {
    ...inPattern,
    id: 'scale-by-model-width',
    title: 'the scores are divided by the root of dModel, the width of all heads together',
    misconception: 'The dₖ of the paper is the width of the model.',
    hint: 'How many products does one score sum up: those of one head, or those of all heads?',
    read: '"Attention is all you need", section 3.2.2: what dₖ is when there are several heads',
    fits: /each item by itself: count axes from the end/,
    edits: [scale('.div(Math.sqrt(dHead * (q.shape.at(-3) ?? 1)))')],
  },
  {
    ...inPattern,
    id: 'scale-after-softmax',
    title: 'the weights are divided by the root of dHead after the softmax, not the scores before it',
    misconception: 'It makes no difference whether the scale comes before or after the softmax.',
    hint: 'What do the weights of one query sum to when you divide them at the very end?',
    read: formula,
    fits: /each query spreads a weight of 1/,
    edits: [scale(''), weights('tf.softmax(scores, -1).div(Math.sqrt(dHead))')],
  },
  {
    ...inPattern,
    id: 'softmax-over-queries',
    title: 'the softmax runs over the queries',
    misconception: 'A softmax over a matrix of scores is the same along either axis.',
    hint: 'Who has a weight of 1 to give away: each query, or each key?',
    read: illustrated,
    fits: softmaxFits,
    edits: [softmaxOver(-2)],
  },
  {
    ...inPattern,
    id: 'softmax-over-axis-one',
    title: 'the softmax runs over axis 1, which holds the heads once there is a batch',
    misconception: 'The scores are a matrix, so its columns are axis 1.',
    hint: 'Which axis is number 1 in [batch, heads, queries, keys]?',
    read: 'the comment above attentionPattern: the shape of the pattern',
    fits: softmaxFits,
    edits: [softmaxOver(1)],
  },
  {
    ...inPattern,
    id: 'softmax-over-axis-zero',
    title: 'the softmax runs over axis 0, the batch',
    misconception: 'Without an axis, or with axis 0, a softmax treats each row by itself.',
    hint: 'Do the weights change when another item joins the batch?',
    read: 'the comment above attentionPattern: every row sums to 1',
    fits: /let no softmax or product run across items/,
    edits: [softmaxOver(0)],
  },
  {
    ...inPattern,
    id: 'softmax-over-all-scores',
    title: 'one softmax runs over all scores at once',
    misconception: 'Dividing by the sum of all powers makes weights of them.',
    hint: 'How many rows sum to 1 in your pattern, and how many should?',
    read: illustrated,
    fits: softmaxFits,
    edits: [weights('tf.softmax(scores.flatten()).reshape(scores.shape)')],
  },
  {
    ...inPattern,
    id: 'softmax-missing',
    title: 'the scaled scores are the pattern: there is no softmax',
    misconception: 'The dot products themselves say how much a query attends to a key.',
    hint: 'Can a weight be negative, and what should the weights of one query sum to?',
    read: formula,
    fits: /each query spreads a weight of 1/,
    edits: [weights('scores')],
  },
  {
    ...inPattern,
    id: 'powers-overflow',
    title: 'e to the power of a large score overflows before it is divided',
    misconception: 'In a softmax the large powers cancel, so their size does not matter.',
    hint: 'What is e to the power of 1000 in float32, and which number may be taken off all scores of a row?',
    read: karpathy,
    fits: /exp of a large number is infinite/,
    edits: [weights('scores.exp().div(scores.exp().sum(-1, true))')],
  },
  {
    ...inPattern,
    id: 'powers-not-divided',
    title: 'the powers of e are not divided by the sum of their row',
    misconception: 'A softmax is nothing but e to the power of each score.',
    hint: 'All your weights are positive. What else is promised of each row?',
    read: karpathy,
    fits: /each query spreads a weight of 1/,
    edits: [weights('scores.exp()')],
  },
  {
    ...inPattern,
    id: 'scores-divided-by-their-sum',
    title: 'each score is divided by the sum of its row, without the exponential',
    misconception: 'To make weights of numbers it is enough to divide them by their sum.',
    hint: 'What becomes of a negative score, and of a row whose scores sum to nearly 0?',
    read: karpathy,
    fits: /exp of each score, divided by the sum of its row/,
    edits: [weights('scores.div(scores.sum(-1, true))')],
  },
  {
    ...inPattern,
    id: 'sigmoid-for-softmax',
    title: 'each score goes through a sigmoid of its own, not through a softmax',
    misconception: 'Any function with values between 0 and 1 gives attention weights.',
    hint: 'Keys compete for the attention of a query. Does one weight fall when another one rises?',
    read: formula,
    fits: /each query spreads a weight of 1/,
    edits: [weights('scores.sigmoid()')],
  },
  {
    ...inPattern,
    id: 'logarithm-of-softmax',
    title: 'the pattern holds the logarithms of the weights',
    misconception: 'The log-softmax of a loss is only a more stable softmax.',
    hint: 'Your weights are all negative. Which function gives the weights themselves?',
    read: formula,
    fits: /each query spreads a weight of 1/,
    edits: [weights('tf.logSoftmax(scores, -1)')],
  },
  {
    ...inPattern,
    id: 'queries-and-keys-swapped',
    title: 'the keys are the rows of the pattern and the queries its columns',
    misconception: 'k qᵀ and q kᵀ are the same.',
    hint: 'Compare the shape of your pattern with [queries, keys] where the two differ.',
    read: 'the comment above attentionPattern: the shape of the pattern',
    fits: /rows are queries, columns are keys/,
    edits: [{ find: 'tf.matMul(q, k, false, true)', put: 'tf.matMul(k, q, false, true)' }],
  },
  {
    ...inPattern,
    id: 'keys-reshaped',
    title: 'the keys are reshaped to [dHead, keys], not transposed',
    misconception: 'A reshape to the shape of the transposed matrix is a transpose.',
    hint: 'Write down a matrix of 2 × 3 numbers, reshape it to 3 × 2, then transpose it: which numbers move?',
    read: 'the documentation of tf.reshape and of tf.transpose: which one changes the order of the numbers?',
    fits: /dot products of queries and keys/,
    edits: [
      {
        find: 'tf.matMul(q, k, false, true)',
        put: 'tf.matMul(q, k.reshape([...k.shape.slice(0, -2), dHead, k.shape.at(-2) as number]))',
      },
    ],
  },
  {
    ...inAttention,
    id: 'second-softmax',
    title: 'the pattern goes through a softmax a second time',
    misconception: 'The softmax of the formula still has to be applied to what attentionPattern returns.',
    hint: 'What do the rows of your attentionPattern already sum to?',
    read: formula,
    fits: /those of your attentionPattern\(q, k\)/,
    edits: [mixture('tf.matMul(tf.softmax(attentionPattern(q, k), -1), v)')],
  },
  {
    ...inAttention,
    id: 'scaled-once-more',
    title: 'the weighted mean is divided by the root of dHead once more',
    misconception: 'The scale belongs to the result of attention.',
    hint: 'When all values are 1, which weighted mean do you expect, and which one comes out?',
    read: formula,
    fits: /equal scores mean equal weights that sum to 1/,
    edits: [mixture('tf.matMul(attentionPattern(q, k), v).div(Math.sqrt(q.shape.at(-1) as number))')],
  },
  {
    ...inAttention,
    id: 'divided-by-number-of-keys',
    title: 'the weighted sum of the values is divided by the number of keys',
    misconception: 'A mean always needs a division by the number of its terms.',
    hint: 'What do the weights of one query sum to? Then what is left to divide by?',
    read: illustrated,
    fits: /equal scores mean equal weights that sum to 1/,
    edits: [mixture('tf.matMul(attentionPattern(q, k), v).div(k.shape.at(-2) as number)')],
  },
  {
    ...inAttention,
    id: 'keys-mixed-for-values',
    title: 'the keys are mixed, not the values',
    misconception: 'A query receives the keys that it attends to.',
    hint: 'Keys say what a token can be found by. What does it hand over once it is found?',
    read: illustrated,
    fits: /times the values \[keys, dValue\]/,
    edits: [mixture('tf.matMul(attentionPattern(q, k), k)')],
  },
  {
    ...inAttention,
    id: 'best-key-only',
    title: 'each query takes the value of its best key alone',
    misconception: 'Attention looks up the one key that fits best.',
    hint: 'Do the values of the other keys change your result? Which weights do they have?',
    read: illustrated,
    fits: /each query mixes the values with its row/,
    edits: [
      mixture(`tf.matMul(
    tf.oneHot(attentionPattern(q, k).argMax(-1).toInt(), k.shape.at(-2) as number).cast('float32'),
    v,
  )`),
    ],
  },
];
