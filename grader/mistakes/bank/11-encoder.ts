/** What goes wrong when there is no causal mask: padding, the mean over a text, its class. */
import type { Mistake } from '../mistake';

const stage = '11-encoder';
const encoding = { stage, functionName: 'encoder', read: 'the stub of encoder' };
const pooling = { stage, functionName: 'meanPool', read: 'the stub of meanPool' };
const classifying = { stage, functionName: 'classifier', read: 'the stub of classifier' };
const block = 'attentionBlock(block, before, { heads, mask })';
const unpadded = 'if (padding === undefined) return layerNorm(params.norm, through(x));';
const keys = 'keys.tile([seq, 1])';
const own = 'masks[index]';
const real = "tf.notEqual(tokens, tf.scalar(padding, 'int32')).cast('float32')";
const normed = 'layerNorm(params.norm, tf.concat(items))';
const weighted = 'x.mul(mask.expandDims(-1)).sum(1)';
const mean = 'sum.div(mask.sum(1, true))';
const classReal = "tf.notEqual(tokens, tf.scalar(options.padding, 'int32')).cast('float32')";
const logits = 'linear(params.output, meanPool(encoder(params, tokens, options), real))';

export const mistakes: readonly Mistake[] = [
  {
    ...encoding,
    id: 'encoder-with-the-causal-mask',
    title: 'the blocks get a causal mask, so that no token sees what comes after it',
    misconception: 'A transformer always has the causal mask.',
    hint: 'May a token of an encoder see the tokens after it?',
    fits: /an encoder has no causal mask/,
    edits: [
      {
        find: block,
        put: 'attentionBlock(block, before, { heads, mask: mask ? mask.mul(tf.linalg.bandPart(tf.ones([seq, seq]), -1, 0)) : tf.linalg.bandPart(tf.ones([seq, seq]), -1, 0) })',
      },
    ],
  },
  {
    ...encoding,
    id: 'encoder-attends-to-padding',
    title: 'tokens that fill up are attended to',
    misconception: 'Padding is nothing, and nothing has no influence.',
    hint: 'What does attention do with a key that is only padding?',
    fits: /nobody attends to a token that fills up/,
    edits: [{ find: 'if (padding === undefined)', put: 'if (padding === undefined || batch > 0)' }],
  },
  {
    ...encoding,
    id: 'encoder-hides-the-queries',
    title: 'the rows of the mask belong to padding, not its columns',
    misconception: 'The tokens that fill up should see nothing.',
    hint: 'Which axis of [queries, keys] are the tokens that are looked at?',
    fits: /its column is 0 in all rows/,
    edits: [{ find: keys, put: `${keys}.transpose()` }],
  },
  {
    ...encoding,
    id: 'encoder-hides-the-real-tokens',
    title: 'the mask has 1 and 0 exchanged: padding is seen and the real tokens are not',
    misconception: 'A mask has 1 where something is masked out.',
    hint: 'What does applyMask do with a score where the mask is 1?',
    fits: /its column is 0 in all rows/,
    edits: [{ find: real, put: real.replace('notEqual', 'equal') }],
  },
  {
    ...encoding,
    id: 'encoder-one-mask-for-all',
    title: 'every text gets the mask of the first one',
    misconception: 'One mask serves a whole batch, as the causal one does.',
    hint: 'Are all texts of a batch of the same length?',
    fits: /in the mask of each text/,
    edits: [{ find: own, put: 'masks[index * 0]' }],
  },
  {
    ...encoding,
    id: 'encoder-padding-always-zero',
    title: 'the token 0 is taken for padding also where no padding is named',
    misconception: 'The id 0 is padding.',
    hint: 'What does `padding` say when it is not there?',
    fits: /the token 0 is a token as any other/,
    edits: [
      { find: 'const { heads, padding } = options;', put: 'const { heads, padding = 0 } = options;' },
      { find: unpadded, put: '' },
    ],
  },
  {
    ...encoding,
    id: 'encoder-without-the-final-norm',
    title: 'the final norm is missing',
    misconception: 'The final norm belongs to the output projection.',
    hint: 'In pre-norm blocks nothing normalises the stream itself: what is the last step?',
    fits: /is layerNorm the last step|with and without padding|a text/,
    edits: [
      { find: unpadded, put: 'if (padding === undefined) return through(x);' },
      { find: normed, put: 'tf.concat(items)' },
    ],
  },
  {
    ...encoding,
    id: 'encoder-without-positions',
    title: 'the tokens have no positions',
    misconception: 'Without a causal mask the order does not matter.',
    hint: 'Does your encoder notice when two tokens change places?',
    fits: /does the stream begin with embed/,
    edits: [
      {
        find: 'const x = embed(params, tokens);',
        put: 'const x = tf.gather<tf.Tensor>(params.embedding, tokens).mul(Math.sqrt(params.embedding.shape[1])) as tf.Tensor3D;',
      },
    ],
  },
  {
    ...encoding,
    id: 'encoder-with-one-block',
    title: 'the first block is used for every layer',
    misconception: 'The layers share their parameters.',
    hint: 'How many sets of parameters are in params.blocks, and how many do you touch?',
    fits: /params\.blocks\[1\] has no influence/,
    edits: [{ find: block, put: 'attentionBlock(params.blocks[0] ?? block, before, { heads, mask })' }],
  },
  {
    ...encoding,
    id: 'encoder-with-one-head',
    title: 'the number of heads is not passed on',
    misconception: 'The number of heads is in the parameters.',
    hint: 'Which options do your blocks get?',
    fits: /does each block get the number of heads/,
    edits: [{ find: block, put: 'attentionBlock(block, before, { heads: Math.min(heads, 1), mask })' }],
  },
  {
    ...pooling,
    id: 'mean-over-all-places',
    title: 'the sum is divided by seq, so that padding counts',
    misconception: 'A mean over an axis is divided by its length.',
    hint: 'How many tokens has the text really?',
    fits: /divided by the number of real tokens|however many tokens fill up/,
    edits: [{ find: mean, put: 'sum.div(x.shape[1])' }],
  },
  {
    ...pooling,
    id: 'mean-with-padding',
    title: 'the vectors of padding are in the mean as well',
    misconception: 'The encoder has silenced padding already.',
    hint: 'What stands in x at the places that are filled up?',
    fits: /divided by the number of real tokens|change nothing/,
    edits: [
      { find: weighted, put: 'x.sum(1)' },
      { find: mean, put: 'sum.div(mask.sum(1, true).mul(0).add(x.shape[1]))' },
    ],
  },
  {
    ...pooling,
    id: 'sum-with-padding',
    title: 'the sum runs over all places but is divided by the number of real tokens',
    misconception: 'The mask is needed for counting alone.',
    hint: 'What stands in x at the places that are filled up?',
    fits: /however many tokens fill up|change nothing|divided by the number of real tokens/,
    edits: [{ find: weighted, put: 'x.sum(1)' }],
  },
  {
    ...pooling,
    id: 'pool-sums',
    title: 'the vectors are added up and not divided',
    misconception: 'Pooling is a sum.',
    hint: 'Should a text of twice the length have a vector of twice the size?',
    fits: /divided by the number of real tokens|the mean of ones is 1/,
    edits: [{ find: mean, put: 'sum' }],
  },
  {
    ...pooling,
    id: 'pool-divides-by-all-texts',
    title: 'the sum is divided by the real tokens of all texts together',
    misconception: 'The mask is summed up as a whole.',
    hint: 'By which number is the sum of the first text divided, and by which that of the second?',
    fits: /of that text|the mean of ones is 1/,
    edits: [{ find: mean, put: 'sum.div(mask.sum())' }],
  },
  {
    ...pooling,
    id: 'pool-takes-the-first-token',
    title: 'the first token stands for the whole text',
    misconception: 'A classifier reads the first token, as BERT does.',
    hint: 'Is there a special first token here, made for that?',
    fits: /the sum over the real tokens/,
    edits: [
      { find: weighted, put: 'x.slice([0, 0], [-1, 1]).squeeze<tf.Tensor>([1])' },
      { find: mean, put: 'sum.mul(mask.max())' },
    ],
  },
  {
    ...pooling,
    id: 'pool-over-the-batch',
    title: 'the mean runs over the batch',
    misconception: 'The first axis is the one to take the mean over.',
    hint: 'Which axis should be gone: the texts, or the places in them?',
    fits: /the mean runs over seq/,
    edits: [
      { find: weighted, put: 'x.mul(mask.expandDims(-1)).sum(0)' },
      { find: mean, put: 'sum.div(mask.expandDims(-1).sum(0))' },
    ],
  },
  {
    ...pooling,
    id: 'pool-the-largest',
    title: 'the largest number of each feature is taken, not the mean',
    misconception: 'Pooling is a maximum, as in images.',
    hint: 'What does the name of the function say?',
    fits: /the sum over the real tokens/,
    edits: [
      { find: weighted, put: 'x.sub(tf.sub(1, mask).expandDims(-1).mul(1e9)).max(1)' },
      { find: mean, put: 'sum' },
    ],
  },
  {
    ...classifying,
    id: 'classifier-with-softmax',
    title: 'a softmax turns the logits into probabilities',
    misconception: 'A classifier returns probabilities.',
    hint: 'What do the numbers of one row of yours sum to?',
    fits: /no softmax/,
    edits: [{ find: `return ${logits}`, put: `return tf.softmax(${logits})` }],
  },
  {
    ...classifying,
    id: 'classifier-counts-padding',
    title: 'padding has a say in the mean',
    misconception: 'The encoder has taken care of padding.',
    hint: 'Which mask does your meanPool get?',
    fits: /padding has no say|meanPool over the real tokens/,
    edits: [{ find: classReal, put: `${classReal}.onesLike()` }],
  },
  {
    ...classifying,
    id: 'classifier-attends-to-padding',
    title: 'the encoder is not told of the padding, so that tokens attend to it',
    misconception: 'Taking padding out of the mean is enough.',
    hint: 'Which options does your encoder get?',
    fits: /padding has no say/,
    edits: [
      { find: 'encoder(params, tokens, options)', put: 'encoder(params, tokens, { heads: options.heads })' },
    ],
  },
  {
    ...classifying,
    id: 'classifier-takes-padding-for-zero',
    title: 'the token 0 is taken for the padding, whatever `padding` says',
    misconception: 'Padding is always 0.',
    hint: 'Which token fills up, by the options?',
    fits: /`padding` says which token that is/,
    edits: [{ find: 'tf.scalar(options.padding', put: 'tf.scalar(0 * options.padding' }],
  },
  {
    ...classifying,
    id: 'classifier-logits-for-every-token',
    title: 'every token gets logits, and no mean is taken',
    misconception: 'The output projection does the rest.',
    hint: 'How many answers does one text get?',
    fits: /one row for each text/,
    edits: [
      {
        find: 'meanPool(encoder(params, tokens, options), real)',
        put: 'encoder(params, tokens, options).mul(real.expandDims(-1))',
      },
    ],
  },
  {
    ...classifying,
    id: 'classifier-without-bias',
    title: 'the bias of the output projection is missing',
    misconception: 'A product with the weight is all that a projection is.',
    hint: 'What does `linear` do besides the product?',
    fits: /the output projection with its bias/,
    edits: [
      {
        find: 'linear(params.output, mean',
        put: 'linear({ ...params.output, bias: tf.zerosLike(params.output.bias) }, mean',
      },
    ],
  },
];
