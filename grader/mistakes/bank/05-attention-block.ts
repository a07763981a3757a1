/** What goes wrong in a block: what is normalised, over which axis, and what is added to what. */
import type { Mistake } from '../mistake';

const stage = '05-attention-block';
const normalising = {
  stage,
  functionName: 'layerNorm',
  read: '"Layer normalization" (arXiv 1607.06450), section 3',
};
const feeding = { stage, functionName: 'feedForward', read: '"Attention is all you need", section 3.3' };
const stacking = {
  stage,
  functionName: 'attentionBlock',
  read: '"On layer normalization in the transformer architecture" (arXiv 2002.04745), figure 1',
};
const formula = 'the formula in the stub of layerNorm';
const residual = '"Attention is all you need", section 3.1';

const moments = 'tf.moments(x, -1, true)';
const root = 'variance.add(epsilon).sqrt()';
const expanded = 'linear(params.expand, x)';
const hidden = 'linear(params.expand, x).relu()';
const gelu = 'h.mul(h.add(h.pow(3).mul(0.044715)).mul(Math.sqrt(2 / Math.PI)).tanh().add(1)).div(2)';
const fed = 'linear(params.contract, linear(params.expand, x).relu())';
const first = `multiHeadAttention(params.attention, layerNorm(params.norm1, x), options).add(
    x,
  ) as tf.Tensor3D;`;
const attend = 'multiHeadAttention(params.attention, x, options)';
const feed = 'feedForward(params.feedForward, attended)';
const second = 'feedForward(params.feedForward, layerNorm(params.norm2, attended)).add(attended);';

export const mistakes: readonly Mistake[] = [
  {
    ...normalising,
    id: 'epsilon-outside-the-root',
    title: 'epsilon is added to the root, not under it',
    misconception: 'Epsilon only avoids a division by 0, so it may stand anywhere below the line.',
    hint: 'With a variance of 1 and an epsilon of 3, what do you divide by?',
    read: formula,
    fits: /is epsilon added to the variance, inside the root/,
    edits: [{ find: root, put: 'variance.sqrt().add(epsilon)' }],
  },
  {
    ...normalising,
    id: 'epsilon-missing',
    title: 'there is no epsilon under the root',
    misconception: 'A variance of 0 does not happen with real numbers.',
    hint: 'What does your layerNorm make of a token whose features are all equal?',
    read: formula,
    fits: /epsilon keeps the root away from 0/,
    edits: [{ find: root, put: 'variance.sqrt()' }],
  },
  {
    ...normalising,
    id: 'epsilon-of-keras',
    title: 'epsilon is 1e-3 when it is not given',
    misconception: 'Any small number will do, for example the 1e-3 of the layers of TensorFlow.js.',
    hint: 'What is the default in the signature of the stub, and what is yours?',
    read: formula,
    fits: /inside the root, 1e-5 by default/,
    edits: [{ find: 'epsilon = 1e-5', put: 'epsilon = 1e-3' }],
  },
  {
    ...normalising,
    id: 'divided-by-the-variance',
    title: 'the distances are divided by the variance, not by its root',
    misconception: 'Dividing by the variance brings the variance to 1.',
    hint: 'When all numbers are twice as large, by how much does the variance grow?',
    fits: /every token has variance 1 by itself/,
    edits: [{ find: root, put: 'variance.add(epsilon)' }],
  },
  {
    ...normalising,
    id: 'sample-variance',
    title: 'the variance divides by dModel − 1, as for a sample',
    misconception: 'A variance always divides by n − 1, as the std of PyTorch does.',
    hint: 'How many squared distances are summed, and by which number is the sum divided?',
    fits: /divided by dModel, not by dModel − 1/,
    edits: [
      { find: 'const { mean, variance }', put: 'const { mean, variance: population }' },
      {
        find: 'return x.sub(mean)',
        put: 'const variance = population.mul(x.shape[2] / (x.shape[2] - 1));\n  return x.sub(mean)',
      },
    ],
  },
  {
    ...normalising,
    id: 'norm-over-seq',
    title: 'mean and variance run over seq instead of dModel',
    misconception: 'A feature is compared with the same feature of the other tokens.',
    hint: 'Whose mean is 0 afterwards, the mean of a token or the mean of a column?',
    fits: /the mean runs over the last axis only/,
    edits: [{ find: moments, put: 'tf.moments(x, 1, true)' }],
  },
  {
    ...normalising,
    id: 'norm-over-seq-and-dmodel',
    title: 'mean and variance run over seq and dModel together',
    misconception: 'A layer is everything that belongs to one batch item.',
    hint: 'Does a token come out the same when another token of its sequence changes?',
    fits: /the mean runs over the last axis only/,
    edits: [{ find: moments, put: 'tf.moments(x, [1, 2], true)' }],
  },
  {
    ...normalising,
    id: 'norm-over-batch',
    title: 'mean and variance run over the batch, as in batch normalisation',
    misconception: 'To normalise is to compare with the other examples of the batch.',
    hint: 'Could your layerNorm work on a batch of one?',
    fits: /the mean runs over the last axis only/,
    edits: [{ find: moments, put: 'tf.moments(x, 0, true)' }],
  },
  {
    ...normalising,
    id: 'norm-over-everything',
    title: 'there is one mean and one variance for the whole tensor',
    misconception: 'Without an axis, mean and variance pick the last one.',
    hint: 'How many means does x have in your code? It should have one for each token.',
    fits: /the mean runs over the last axis only/,
    edits: [{ find: moments, put: 'tf.moments(x)' }],
  },
  {
    ...normalising,
    id: 'norm-without-gain-and-bias',
    title: 'gain and bias are left out',
    misconception: 'A token of mean 0 and variance 1 is the aim, so nothing comes after it.',
    hint: 'What is in params, and where does your layerNorm use it?',
    fits: /multiplied by params\.gain/,
    edits: [{ find: '.mul(params.gain).add(params.bias)', put: '' }],
  },
  {
    ...normalising,
    id: 'norm-without-gain',
    title: 'the gain is left out',
    misconception: 'Numbers of variance 1 need no factor.',
    hint: 'What is in params, and where does your layerNorm use it?',
    fits: /multiplied by params\.gain/,
    edits: [{ find: '.mul(params.gain)', put: '' }],
  },
  {
    ...normalising,
    id: 'norm-without-bias',
    title: 'the bias is left out',
    misconception: 'Numbers of mean 0 need no shift.',
    hint: 'What is in params, and where does your layerNorm use it?',
    fits: /params\.bias is added last/,
    edits: [{ find: '.add(params.bias)', put: '' }],
  },
  {
    ...normalising,
    id: 'rms-norm',
    title: 'the mean is not subtracted: x is divided by the root of its mean square',
    misconception: 'RMSNorm of the newer models is the same as layer normalisation.',
    hint: 'What is the mean of a token after your layerNorm?',
    read: '"Root mean square layer normalization" (arXiv 1910.07467), sections 3 and 4',
    fits: /every token has mean 0 by itself/,
    edits: [
      { find: `const { mean, variance } = ${moments};`, put: 'const variance = x.square().mean(-1, true);' },
      { find: 'x.sub(mean).div', put: 'x.div' },
    ],
  },
  {
    ...feeding,
    id: 'relu-missing',
    title: 'there is no ReLU between expand and contract',
    misconception: 'Two linear maps in a row can do more than one alone.',
    hint: 'What do two matrices do, one after the other, that their product would not do?',
    fits: /is it missing, or does it come before expand/,
    edits: [{ find: hidden, put: expanded }],
  },
  {
    ...feeding,
    id: 'relu-after-contract',
    title: 'the ReLU comes after contract instead of between the two maps',
    misconception: 'An activation stands at the end of a network.',
    hint: 'Can your feedForward return a negative number?',
    fits: /nothing comes after contract: no ReLU/,
    edits: [{ find: fed, put: 'linear(params.contract, linear(params.expand, x)).relu()' }],
  },
  {
    ...feeding,
    id: 'gelu-for-relu',
    title: 'GELU stands in the place of ReLU, as in GPT-2',
    misconception: 'All transformers use GELU.',
    hint: 'Which activation does the paper of this stage name?',
    fits: /the ReLU stands between the two maps|expand with its bias, ReLU/,
    edits: [
      {
        find: 'return linear(params.contract',
        put: `const h = ${expanded};\n  return linear(params.contract`,
      },
      { find: hidden, put: gelu },
    ],
  },
  {
    ...feeding,
    id: 'residual-inside-feed-forward',
    title: 'x is added to the result: the residual connection is already inside feedForward',
    misconception: 'The residual connection is a part of the MLP.',
    hint: 'What should come out when contract is all zeros? Where does attentionBlock add x?',
    fits: /no ReLU, no residual/,
    edits: [{ find: fed, put: `${fed}.add(x)` }],
  },
  {
    ...feeding,
    id: 'feed-forward-without-biases',
    title: 'expand and contract are applied without their biases',
    misconception: 'A linear map is its matrix.',
    hint: 'What becomes of a token of zeros in lib/linear.ts, and what in your maps?',
    fits: /both maps have a bias/,
    edits: [
      { find: hidden, put: 'linear(params.expand, x).sub(params.expand.bias).relu()' },
      { find: '.relu()) as', put: '.relu()).sub(params.contract.bias) as' },
    ],
  },
  {
    ...stacking,
    id: 'post-norm',
    title: 'each sum is normalised after the residual connection (post-norm), and the steps read x as it is',
    misconception: 'The block is LayerNorm(x + step(x)), as it is printed in the paper of 2017.',
    hint: 'Does x itself reach the end of your block when both steps find nothing?',
    fits: /is the sum normalised \(post-norm\)/,
    edits: [
      { find: first, put: `layerNorm(params.norm1, ${attend}.add(x));` },
      { find: second, put: `layerNorm(params.norm2, ${feed}.add(attended));` },
    ],
  },
  {
    ...stacking,
    id: 'norm-of-what-a-step-returns',
    title: 'the norm is taken of what each step returns, not of what it reads',
    misconception: 'A step comes first, then its norm, then the sum.',
    hint: 'Which comes first inside the brackets of the two lines in the stub, the step or the norm?',
    fits: /is a norm taken of what a step returns/,
    edits: [
      { find: first, put: `layerNorm(params.norm1, ${attend}).add(x);` },
      { find: second, put: `layerNorm(params.norm2, ${feed}).add(attended);` },
    ],
  },
  {
    ...stacking,
    id: 'residual-of-the-normalised-x',
    title: 'the residual connections carry the normalised x, not x itself',
    misconception: 'x is normalised once and then used everywhere in the step.',
    hint: 'Under which name do you keep the normalised x? Is the x from before still there for the sum?',
    fits: /carry x itself, not the normalised x/,
    edits: [
      {
        find: `const attended = ${first}`,
        put: `const read = layerNorm(params.norm1, x);
  const attended = multiHeadAttention(params.attention, read, options).add(read);
  const reread = layerNorm(params.norm2, attended);`,
      },
      { find: second, put: 'feedForward(params.feedForward, reread).add(reread);' },
    ],
  },
  {
    ...stacking,
    id: 'no-residual-around-attention',
    title: 'the residual connection around attention is missing',
    misconception: 'What attention returns takes the place of x.',
    hint: 'What is left of x after the first step when attention finds nothing?',
    read: residual,
    fits: /is one missing, or is the sum normalised/,
    edits: [{ find: '.add(\n    x,\n  ) as tf.Tensor3D;', put: ';' }],
  },
  {
    ...stacking,
    id: 'no-residual-around-feed-forward',
    title: 'the residual connection around feedForward is missing',
    misconception: 'One residual connection for a block is enough.',
    hint: 'What is left of the result of the first step when feedForward finds nothing?',
    read: residual,
    fits: /the second residual connection adds/,
    edits: [{ find: '.add(attended);', put: ';' }],
  },
  {
    ...stacking,
    id: 'second-residual-carries-the-input',
    title: 'the second residual connection adds the input of the block, not the result of the first step',
    misconception: 'A residual connection always adds the x that came in.',
    hint: 'By which path does that which attention found reach the end of the block?',
    read: residual,
    fits: /the second residual connection adds the result of the first step/,
    edits: [{ find: '.add(attended);', put: '.add(x);' }],
  },
  {
    ...stacking,
    id: 'norm1-used-twice',
    title: 'both steps use norm1',
    misconception: 'A norm has nothing of its own, so one serves both steps.',
    hint: 'Search your code for each name in params: does each of the four occur?',
    fits: /Is norm1 used twice/,
    edits: [{ find: 'layerNorm(params.norm2', put: 'layerNorm(params.norm1' }],
  },
  {
    ...stacking,
    id: 'attention-reads-x-unnormalised',
    title: 'attention reads x as it is, without norm1',
    misconception: 'The first norm is not needed, because the embedding has the right size.',
    hint: 'What does attention read in the first line of the stub?',
    fits: /x plus the attention of layerNorm\(params\.norm1, x\)/,
    edits: [{ find: 'layerNorm(params.norm1, x)', put: 'x' }],
  },
  {
    ...stacking,
    id: 'feed-forward-reads-the-sum-unnormalised',
    title: 'feedForward reads the sum as it is, without norm2',
    misconception: 'One norm at the start of a block is enough.',
    hint: 'What does feedForward read in the second line of the stub?',
    fits: /or no norm at all/,
    edits: [{ find: 'layerNorm(params.norm2, attended)', put: 'attended' }],
  },
  {
    ...stacking,
    id: 'steps-side-by-side',
    title: 'feedForward reads the input of the block, beside attention instead of after it',
    misconception: 'Both steps look at the same x, and their results are added up.',
    hint: 'Can your feedForward do anything with what attention found?',
    read: residual,
    fits: /the second step starts from the sum that the first step made/,
    edits: [{ find: 'layerNorm(params.norm2, attended)', put: 'layerNorm(params.norm2, x)' }],
  },
  {
    ...stacking,
    id: 'block-drops-the-mask',
    title: 'the mask is not passed on to multiHeadAttention',
    misconception: 'The number of heads is all that attention needs to know.',
    hint: 'What is in options besides the number of heads?',
    read: '"Attention is all you need", section 3.2.3',
    fits: /do the options, with the mask, reach/,
    edits: [{ find: 'x), options)', put: 'x), { heads: options.heads })' }],
  },
];
