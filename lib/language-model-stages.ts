/** The stages of the language-model track: their part of the manifest (see course.ts). */
import type { Stage } from './course';

export const languageModelStages: readonly Stage[] = [
  {
    stem: '07-text',
    track: 'language-model',
    title: 'Text',
    minutes: 60,
    difficulty: 1,
    functions: [
      {
        name: 'characterTokenizer',
        todo: '7a',
        points: 2,
        hints: [
          'Which characters does the text have, each of them once? What does JavaScript offer for "each once"?',
          "A string can be spread: `[...text]` gives code points, where `text.split('')` would tear an emoji into two halves.",
          '`new Set(text)` holds each character once. Spread it into an array and call `sort()` on that.',
        ],
      },
      {
        name: 'wordTokenizer',
        todo: '7b',
        points: 2,
        hints: [
          "Write down by hand what `'to be, or'.split(/\\b/)` gives. Which of its parts may be thrown away?",
          'As for characters: split, each token once, sorted. Nothing is trimmed, nothing is put into lower case.',
        ],
      },
      {
        name: 'encode',
        todo: '7c',
        points: 3,
        hints: [
          'Cut the text as the tokenizer was made (`kind` says how), then look up each token.',
          '`vocabulary.indexOf(token)` searches the whole vocabulary for each of a million tokens. A `Map` from token to id, made once, finds it at once.',
          'A token that the Map does not have is a RangeError with the token in its message. Mind that id 0 is a good id, though it counts as false.',
        ],
      },
      {
        name: 'decode',
        todo: '7d',
        points: 2,
        hints: [
          'The id of a token is its place in `vocabulary`: what does an array give for a place?',
          "`join('')` puts tokens together with nothing between them. An id for which the vocabulary has nothing is a RangeError.",
        ],
      },
      {
        name: 'splitTokens',
        todo: '7e',
        points: 2,
        hints: [
          'One cut: all before it is for training, all after it for validation. No token is in both, none is lost.',
          '`Math.floor(0.9 * tokens.length)` is where to cut; `slice` twice.',
        ],
      },
      {
        name: 'sequences',
        todo: '7f',
        points: 4,
        hints: [
          'Write down inputs and targets for seven tokens and seq = 3. Which is the first token of the second sequence?',
          'Sequence i begins at i · seq. Its targets are the same slice one place further on, so its last target is the first input of the next sequence.',
          'There are floor((N − 1) / seq) sequences: N − 1, for the last token has no next one.',
        ],
      },
      {
        name: 'randomBlocks',
        todo: '7g',
        points: 3,
        hints: [
          'A block takes seq + 1 tokens of the stream: seq inputs, and one more for the last target. Where does the last such piece start?',
          'With N tokens there are N − seq starts: 0 … N − seq − 1. `Math.floor(uniform * starts)` picks one of them.',
        ],
      },
    ],
  },
  {
    stem: '08-bigram',
    track: 'language-model',
    title: 'Bigram model',
    minutes: 40,
    difficulty: 1,
    functions: [
      {
        name: 'bigram',
        todo: '8a',
        points: 3,
        hints: [
          'Each token is answered with one row of the table: the row with its own number.',
          'It is the same operation as the look-up in `embed` of 06, with nothing added and nothing scaled.',
        ],
      },
      {
        name: 'crossEntropy',
        todo: '8b',
        points: 5,
        hints: [
          'For each target: the probability that the model gave to it, its logarithm, a minus sign. Then the mean over all targets.',
          '`tf.logSoftmax` takes logarithm and softmax in one step, so that no probability becomes 0 before the logarithm.',
          'Pick one number of each row, with `tf.oneHot(targets, vocab)` as a factor and a sum over the last axis, say. Then `mean()` over everything that is left, and `neg()`.',
        ],
      },
      {
        name: 'perplexity',
        todo: '8c',
        points: 2,
        hints: [
          'The loss of a model that knows nothing is ln vocab, and its perplexity is vocab.',
          'The loss is in nats: its base is e, not 2.',
        ],
      },
    ],
  },
  {
    stem: '09-training',
    track: 'language-model',
    title: 'Training',
    minutes: 70,
    difficulty: 3,
    functions: [
      {
        name: 'learningRate',
        todo: '9a',
        points: 3,
        hints: [
          'Draw it for peak = 1, warmup = 4, steps = 8. What are the values at steps 0, 3, 4, 6 and 8?',
          'Step t of the warm-up has peak · (t + 1) / warmup: steps count from 0, and the first of them has to learn something.',
          'share = (step − warmup) / (steps − warmup), at most 1. The cosine falls from 1 to −1, so (1 + cos(π · share)) / 2 falls from 1 to 0.',
        ],
      },
      {
        name: 'adamStep',
        todo: '9b',
        points: 6,
        hints: [
          'Begin with one parameter of one number and take two steps by hand. The very first step changes it by almost exactly the learning rate.',
          'The state keeps m and v as they are, without the correction; m̂ and v̂ are made anew in each step, with t = state.step + 1.',
          'Epsilon is added to the root of v̂, not to v̂. Do the same for every path: `Object.keys(params)`.',
        ],
      },
      {
        name: 'trainingStep',
        todo: '9c',
        points: 4,
        hints: [
          'Three lines: loss and gradients, a step of Adam, the new parameters in the place of the old ones.',
          '`await lossAndGradients(model.params, (params) => …)`: inside, call `transformer` with these `params` and give its logits and `batch.targets` to `crossEntropy`.',
          '`adamStep(byPath(model.params), gradients, { state: model.adam, learningRate })`, then `withTensors(model.params, …)` makes nested parameters of what it returns.',
        ],
      },
      {
        name: 'evaluate',
        todo: '9d',
        points: 3,
        hints: [
          'Two of the three you have written in 08. For accuracy: in how many rows does the largest logit stand at the place of the target?',
          "`logits.argMax(-1)` is [batch, seq], as the targets are; `equal` compares them, `cast('float32').mean()` counts. `dataSync()[0]` makes a number of a scalar.",
        ],
      },
      {
        name: 'shouldStop',
        todo: '9e',
        points: 2,
        hints: [
          'Find the place of the smallest loss, the first one if there are several. How far is it from the end?',
          'With L losses and the best at place b, L − 1 − b evaluations have come since. Compare that with the patience.',
        ],
      },
    ],
  },
  {
    stem: '10-sampling',
    track: 'language-model',
    title: 'Sampling',
    minutes: 50,
    difficulty: 2,
    functions: [
      {
        name: 'greedy',
        todo: '10a',
        points: 1,
        hints: [
          'The id of a token is its place among the logits.',
          '`argMax()` finds the place as a tensor; `dataSync()[0]` makes a plain number of it.',
        ],
      },
      {
        name: 'samplingProbabilities',
        todo: '10b',
        points: 4,
        hints: [
          'With a very low temperature hardly anything but the best token should be drawn. What has to happen to the gaps between logits?',
          '`tf.topk(logits, k).values` holds the k largest; its smallest is the border. Tokens below the border get a logit that the softmax turns into 0, as in 03.',
          'Divide by the temperature, replace what is below the border, softmax last: what is left has to sum to 1.',
        ],
      },
      {
        name: 'sample',
        todo: '10c',
        points: 3,
        hints: [
          'Write down the running sums of [0.5, 0.25, 0.25]. Which uniform numbers belong to which token?',
          'Add up in a loop over `probabilities.dataSync()`. As soon as the sum exceeds the uniform number, that is the token.',
          'Exceeds, not reaches: with probabilities [0, 1] and uniform number 0 the answer is 1. The sum of float32 numbers may end a little below 1: have an answer for that, too.',
        ],
      },
      {
        name: 'generate',
        todo: '10d',
        points: 4,
        hints: [
          'One turn for each uniform number: crop, ask the transformer, take the row of the last position, choose, append.',
          '`tokens.slice(-config.seq)` is the context, [1, length] as a tensor of dtype int32. The logits are [1, length, vocab], and the row at length − 1 is about the next token.',
          'Temperature 0 goes to `greedy`, any other through `samplingProbabilities` to `sample`.',
        ],
      },
    ],
  },
  {
    stem: '11-encoder',
    track: 'language-model',
    title: 'Encoder',
    minutes: 60,
    difficulty: 3,
    functions: [
      {
        name: 'encoder',
        todo: '11a',
        points: 4,
        hints: [
          'It is `transformer` of 06 with another mask and without the output projection.',
          'Without padding there is nothing to hide: no mask at all. With padding, the columns of the mask that belong to padding are 0, in all rows.',
          '`tf.split(x, batch)` gives the items one by one as [1, seq, dModel]. The keys of an item, `tokens` not equal to padding, are [1, seq]: tile them to [seq, seq]. `tf.concat` puts the items together again.',
        ],
      },
      {
        name: 'meanPool',
        todo: '11b',
        points: 2,
        hints: [
          'A sum over the real tokens, divided by their number, which differs from text to text.',
          'Give the mask a last axis of 1, so that it broadcasts over dModel: `mask.expandDims(-1)`. Sum over axis 1, and divide by `mask.sum(1, true)`.',
        ],
      },
      {
        name: 'classifier',
        todo: '11c',
        points: 2,
        hints: [
          'Three steps, all of which you have: encoder, meanPool, and `linear` of lib.',
          'The mask of `meanPool` is 1 where the token is not the padding: `tf.notEqual(tokens, padding)`, as float32.',
        ],
      },
      {
        name: 'maskTokens',
        todo: '11d',
        points: 2,
        hints: [
          'Each token has a uniform number of its own. How often is that below 0.15?',
          '`uniforms.less(rate)` says where; `tf.where` takes the mask token there and the text elsewhere. Cast the same condition to float32 for the mask.',
        ],
      },
      {
        name: 'maskedLoss',
        todo: '11e',
        points: 2,
        hints: [
          'As `crossEntropy`, but stop before the mean: one number for each token, [batch, seq].',
          'Multiply by the mask, sum up, divide by the number of hidden tokens; by 1 where that number is 0.',
        ],
      },
    ],
  },
];
