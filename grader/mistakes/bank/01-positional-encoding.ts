/** What goes wrong in the positional encoding. */
import type { Edit, Mistake } from '../mistake';

const inEncoding = { stage: '01-positional-encoding', functionName: 'positionalEncoding' } as const;

const formula = '"Attention is all you need", section 3.5, the two formulas';
const illustrated =
  '"The illustrated transformer", the part on the order of the sequence, with its two pictures';

/** Another sequence of frequencies, one for each pair of columns. */
const frequency = (put: string): Edit => ({
  find: 'tf.pow(10000, tf.range(0, dModel, 2).div(-dModel))',
  put,
});

/** Every column has an angle of its own: sine in the even ones, cosine in the odd ones. */
const ownAngles = (exponent: string): readonly Edit[] => [
  frequency(`tf.pow(10000, ${exponent})`),
  {
    find: 'tf.stack([angle.sin(), angle.cos()], -1).reshape([seq, dModel])',
    put: "tf.where(tf.range(0, dModel).mod(2).cast('bool'), angle.cos(), angle.sin()) as tf.Tensor2D",
  },
];

export const mistakes: readonly Mistake[] = [
  {
    ...inEncoding,
    id: 'positions-from-one',
    title: 'the first position is 1, not 0',
    misconception: 'Positions are counted from 1, as people count words.',
    hint: 'What are the sine and the cosine of the very first position, and what does your first row hold?',
    read: 'the formula in the comment above positionalEncoding: p counts from 0',
    fits: /Does yours start at 1/,
    edits: [{ find: 'tf.range(0, seq)', put: 'tf.range(1, seq + 1)' }],
  },
  {
    ...inEncoding,
    id: 'sine-and-cosine-in-halves',
    title: 'all sines fill the left half of the columns and all cosines the right half',
    misconception: 'The order of the columns is the one in which sines and cosines are computed.',
    hint: 'Which column stands right beside the sine of pair 0? The formula says which numbers the columns have.',
    read: illustrated,
    fits: /two halves side by side/,
    edits: [
      {
        find: 'tf.stack([angle.sin(), angle.cos()], -1).reshape([seq, dModel])',
        put: 'tf.concat([angle.sin(), angle.cos()], -1) as tf.Tensor2D',
      },
    ],
  },
  {
    ...inEncoding,
    id: 'sine-and-cosine-swapped',
    title: 'the cosine stands in the even columns and the sine in the odd ones',
    misconception: 'Whether the sine or the cosine of a pair comes first is a matter of taste.',
    hint: 'The first row, at angle 0, begins with one of sin 0 and cos 0: with which one?',
    read: formula,
    fits: /are they swapped, or not interleaved/,
    edits: [{ find: '[angle.sin(), angle.cos()]', put: '[angle.cos(), angle.sin()]' }],
  },
  {
    ...inEncoding,
    id: 'sine-everywhere',
    title: 'every column is a sine, none a cosine',
    misconception: 'A wave is a wave, so one of sine and cosine is enough.',
    hint: 'If both columns of a pair hold the same number, what does the second one add?',
    read: formula,
    fits: /cos 0 = 1/,
    edits: [{ find: 'angle.cos()', put: 'angle.sin()' }],
  },
  {
    ...inEncoding,
    id: 'sine-in-even-rows',
    title: 'the even rows hold the sines and the odd rows the cosines',
    misconception: 'In the formula, 2i and 2i + 1 number the positions.',
    hint: 'In [seq, dModel], along which axis does i count: down the rows or along the columns?',
    read: formula,
    fits: /columns 2i and 2i \+ 1 share an angle/,
    edits: [
      {
        find: 'return tf.stack([angle.sin(), angle.cos()], -1).reshape([seq, dModel]);',
        put: `const columns = tf.stack([angle, angle], -1).reshape([seq, dModel]);
  const odd = position.mod(2).cast('bool');
  return tf.where(odd, columns.cos(), columns.sin()) as tf.Tensor2D;`,
      },
    ],
  },
  {
    ...inEncoding,
    id: 'exponent-without-the-two',
    title: 'the exponent is −i/dModel, without the 2',
    misconception: 'The i of the formula already runs over even numbers, or the 2 is left out of it.',
    hint: 'For dModel = 4 the second frequency is 0.01. Which exponent of 10000 gives that?',
    read: formula,
    fits: /exponent −2i \/ dModel, where i counts the pairs/,
    edits: [frequency('tf.pow(10000, tf.range(0, dModel / 2).div(-dModel))')],
  },
  {
    ...inEncoding,
    id: 'exponent-with-the-two-twice',
    title: 'the exponent is −4i/dModel: the 2 is there twice',
    misconception: 'Numbers that go up in steps of 2 still have to be multiplied by 2.',
    hint: 'Do your numbers already go 0, 2, 4, …? For dModel = 4 the second frequency is 0.01.',
    read: formula,
    fits: /exponent −2i \/ dModel, where i counts the pairs/,
    edits: [frequency('tf.pow(10000, tf.range(0, dModel, 2).mul(2).div(-dModel))')],
  },
  {
    ...inEncoding,
    id: 'exponent-by-column',
    title: 'each column has its own exponent, so that a cosine turns slower than the sine before it',
    misconception: 'The 2i + 1 of the odd columns is also in their exponent.',
    hint: 'Look at the right-hand sides of both formulas: does the odd column have another exponent?',
    read: formula,
    fits: /columns 2i and 2i \+ 1 share an angle/,
    edits: ownAngles('tf.range(0, dModel).div(-dModel)'),
  },
  {
    ...inEncoding,
    id: 'exponent-by-twice-the-column',
    title: 'i counts columns instead of pairs of columns',
    misconception: 'The i of the formula is the number of the column.',
    hint: 'How many values does i take when there are dModel columns, two of them for each i?',
    read: formula,
    fits: /columns 2i and 2i \+ 1 share an angle/,
    edits: ownAngles('tf.range(0, dModel).mul(2).div(-dModel)'),
  },
  {
    ...inEncoding,
    id: 'exponent-from-one',
    title: 'i counts from 1, so the first pair of columns does not turn by 1',
    misconception: 'Pairs of columns are counted from 1.',
    hint: 'What is the frequency of the first pair of columns by the formula, for any dModel?',
    read: 'the formula in the comment above positionalEncoding: i counts from 0',
    fits: /exponent −2i \/ dModel, where i counts the pairs/,
    edits: [frequency('tf.pow(10000, tf.range(2, dModel + 2, 2).div(-dModel))')],
  },
  {
    ...inEncoding,
    id: 'exponent-to-the-last-pair',
    title: 'the exponents reach −1 at the last pair of columns: i is divided by dModel/2 − 1',
    misconception: 'The frequencies are spread evenly from 1 to 1/10000, both ends included.',
    hint: 'Is 1/10000 itself one of the frequencies when i ends at dModel/2 − 1?',
    read: formula,
    fits: /exponent −2i \/ dModel, where i counts the pairs/,
    edits: [frequency('tf.pow(10000, tf.range(0, dModel / 2).div(-(dModel / 2 - 1 || 1)))')],
  },
  {
    ...inEncoding,
    id: 'exponent-positive',
    title: 'the exponent lacks its minus sign, so that later columns turn faster',
    misconception: '10000^(2i/dModel) is the frequency, although the formula divides by it.',
    hint: 'Should the last columns turn faster or slower than the first ones?',
    read: illustrated,
    fits: /exponent −2i \/ dModel, where i counts the pairs/,
    edits: [{ find: 'div(-dModel)', put: 'div(dModel)' }],
  },
  {
    ...inEncoding,
    id: 'base-1000',
    title: 'the base is 1000, not 10000',
    misconception: 'Any large base will do.',
    hint: 'Compare your base with the one of the formula, digit by digit.',
    read: formula,
    fits: /base 10000/,
    edits: [{ find: '10000,', put: '1000,' }],
  },
  {
    ...inEncoding,
    id: 'base-and-exponent-swapped',
    title: 'the base and the exponent of the power have changed places',
    misconception: 'The first argument of a power is the exponent.',
    hint: 'Print the frequencies alone: do they fall slowly from 1 towards 1/10000?',
    read: 'the documentation of tf.pow: which argument is the base?',
    fits: /base 10000/,
    edits: [frequency('tf.pow(tf.range(0, dModel, 2).div(-dModel), 10000)')],
  },
  {
    ...inEncoding,
    id: 'exponential-forgotten',
    title: 'the logarithms of the frequencies stand in for the frequencies',
    misconception: 'A power written with logarithms is finished once the logarithm is multiplied.',
    hint: 'Your frequencies begin with 0 and are negative. What brings a logarithm back?',
    read: '"The annotated transformer", positional encoding: the line with the logarithm has two steps',
    fits: /look at the frequency/,
    edits: [frequency('tf.range(0, dModel, 2).mul(-Math.log(10000) / dModel)')],
  },
  {
    ...inEncoding,
    id: 'logarithm-to-base-ten',
    title: 'the logarithm is to base 10 where the exponential is to base e',
    misconception: 'A logarithm and an exponential undo each other whatever their bases.',
    hint: 'e to the power of which logarithm of 10000 is 10000 again?',
    read: '"The annotated transformer", positional encoding: the line with the logarithm',
    fits: /look at the frequency/,
    edits: [frequency('tf.exp(tf.range(0, dModel, 2).mul(-Math.log10(10000) / dModel))')],
  },
  {
    ...inEncoding,
    id: 'angle-in-full-turns',
    title: 'the angles are multiplied by 2π',
    misconception: 'A frequency counts full turns, so the angle still needs 2π.',
    hint: 'By how much does the angle of the first pair of columns grow from one position to the next?',
    read: '"Attention is all you need", section 3.5: the wavelengths run from 2π to 10000 · 2π',
    fits: /look at the frequency/,
    edits: [
      { find: 'tf.matMul(position, frequency)', put: 'tf.matMul(position, frequency).mul(2 * Math.PI)' },
    ],
  },
  {
    ...inEncoding,
    id: 'positions-as-fractions',
    title: 'the positions are divided by seq, so that they lie between 0 and 1',
    misconception: 'Positions have to be normalised like any other input of a network.',
    hint: 'Would the row of position 3 be the same if the sequence were longer?',
    read: 'the comment above positionalEncoding: which sizes does the formula name, and is seq one of them?',
    fits: /never on seq/,
    edits: [{ find: 'tf.range(0, seq)', put: 'tf.range(0, seq).div(seq)' }],
  },
  {
    ...inEncoding,
    id: 'encoding-transposed',
    title: 'the rows are the features and the columns the positions',
    misconception: 'Which of the two axes comes first does not matter as long as all numbers are there.',
    hint: 'Compare the shape of your result with the one that the comment promises.',
    read: 'the comment above positionalEncoding: what it returns',
    fits: /rows are positions and columns are features/,
    edits: [{ find: '.reshape([seq, dModel])', put: '.reshape([seq, dModel]).transpose()' }],
  },
  {
    ...inEncoding,
    id: 'encoding-with-a-batch-axis',
    title: 'the encoding has a leading axis of size 1 for the batch',
    misconception: 'What is added to a batch must have a batch axis itself.',
    hint: 'What happens to the leading axes when [seq, dModel] is added to [batch, seq, dModel]?',
    read: 'the comment above positionalEncoding: what it returns',
    fits: /rows are positions and columns are features/,
    edits: [
      {
        find: '.reshape([seq, dModel])',
        put: '.reshape([1, seq, dModel]) as unknown as tf.Tensor2D',
      },
    ],
  },
  {
    // The only one that gives the right numbers as long as dModel is even.
    ...inEncoding,
    id: 'odd-width-accepted',
    title: 'an odd dModel goes through and the last cosine is cut off',
    misconception: 'With an odd dModel the last sine simply has no partner.',
    hint: 'What does the comment promise for a width that cannot be divided into pairs?',
    read: 'the comment above positionalEncoding: what it throws, and when',
    fits: /an odd dModel deserves a RangeError/,
    edits: [
      { find: 'dModel % 2 !== 0', put: 'false' },
      {
        find: '.reshape([seq, dModel])',
        put: '.reshape([seq, -1]).slice([0, 0], [seq, dModel]) as tf.Tensor2D',
      },
    ],
  },
];
