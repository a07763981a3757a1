/** What goes wrong when a stream of tokens is cut into examples to train and to validate on. */
import type { Mistake } from '../mistake';

const stage = '07-text';
const splitting = { stage, functionName: 'splitTokens', read: 'the stub of splitTokens' };
const cutting = { stage, functionName: 'sequences', read: 'the example in the stub of sequences' };
const drawing = { stage, functionName: 'randomBlocks', read: 'the stub of randomBlocks' };
const end = 'Math.floor(0.9 * tokens.length)';
const parts = '{ training: tokens.slice(0, end), validation: tokens.slice(end) }';
const count = 'Math.floor((tokens.length - 1) / seq)';
const start = 'row * seq';
const targets = 'tokens.slice(start + 1, start + 1 + seq)';
const begin = 'Math.floor(uniform * possible)';
const blockTargets = 'tokens.slice(begin + 1, begin + 1 + seq)';

export const mistakes: readonly Mistake[] = [
  {
    ...splitting,
    id: 'validation-first',
    title: 'the first tenth is for validation and the rest for training',
    misconception: 'Which end is taken does not matter.',
    hint: 'Which part of the text does the stub name first?',
    fits: /90% before it are `training`/,
    edits: [
      { find: end, put: 'tokens.length - Math.floor(0.9 * tokens.length)' },
      { find: parts, put: '{ training: tokens.slice(end), validation: tokens.slice(0, end) }' },
    ],
  },
  {
    ...splitting,
    id: 'validation-is-trained-on',
    title: 'all tokens are in the training part, also those for validation',
    misconception: 'More text to train on is better.',
    hint: 'What does it prove when a model knows what it was trained on?',
    fits: /is also in the training part/,
    edits: [{ find: 'training: tokens.slice(0, end)', put: 'training: tokens.slice()' }],
  },
  {
    ...splitting,
    id: 'cut-twice-at-the-same-token',
    title: 'the token at the cut is in both parts',
    misconception: 'The end of a slice belongs to the slice.',
    hint: 'How many tokens do both parts have together?',
    fits: /is also in the training part|is the whole stream again/,
    edits: [{ find: 'tokens.slice(0, end)', put: 'tokens.slice(0, end + 1)' }],
  },
  {
    ...splitting,
    id: 'token-lost-at-the-cut',
    title: 'the token at the cut is in neither part',
    misconception: 'The second part begins after the place of the cut.',
    hint: 'How many tokens do both parts have together?',
    fits: /is the whole stream again|one cut/,
    edits: [{ find: 'validation: tokens.slice(end)', put: 'validation: tokens.slice(end + 1)' }],
  },
  {
    ...splitting,
    id: 'every-tenth-for-validation',
    title: 'every tenth token is for validation',
    misconception: 'A sample from all places of the text is fairer than its end.',
    hint: 'What stands before and after such a token, and in which part is that?',
    fits: /one cut|is the whole stream again/,
    edits: [
      {
        find: parts,
        put: '{ training: tokens.filter((_, index) => index % 10 !== 4), validation: tokens.filter((_, index) => index % 10 === 4 && end > 0) }',
      },
    ],
  },
  {
    ...splitting,
    id: 'cut-rounded-to-the-nearest',
    title: 'the place of the cut is rounded to the nearest token, not down',
    misconception: 'Rounding is rounding.',
    hint: 'What are 90% of 13 tokens, rounded as the stub says?',
    fits: /90% of 13 are 11\.7/,
    edits: [{ find: end, put: 'Math.round(0.9 * tokens.length)' }],
  },
  {
    ...splitting,
    id: 'eighty-twenty',
    title: 'four fifths of the tokens are for training, not nine tenths',
    misconception: 'Data are split 80 to 20.',
    hint: 'How many of ten tokens are for training?',
    fits: /90% before it are `training`/,
    edits: [{ find: end, put: 'Math.floor(0.8 * tokens.length)' }],
  },
  {
    ...cutting,
    id: 'targets-are-the-inputs',
    title: 'the targets are the inputs themselves',
    misconception: 'The model shifts them on its own.',
    hint: 'What would a model learn that has to predict what it reads?',
    fits: /the token right after it|moved by one place/,
    edits: [{ find: targets, put: 'tokens.slice(start, start + seq)' }],
  },
  {
    ...cutting,
    id: 'targets-two-ahead',
    title: 'the targets stand two places after the inputs',
    misconception: 'The next token is at + 2, since the inputs end at + 1.',
    hint: 'Compare the first input and the first target with the stream.',
    fits: /the token right after it|moved by one place/,
    edits: [{ find: targets, put: 'tokens.slice(start + 2, start + 2 + seq)' }],
  },
  {
    ...cutting,
    id: 'targets-before-the-inputs',
    title: 'the targets stand one place before the inputs',
    misconception: 'Shifted by one means shifted to the left.',
    hint: 'Which token is predicted: the one before or the one after?',
    fits: /the token right after it|moved by one place/,
    edits: [
      {
        find: 'inputs: starts.map((start) => tokens.slice(start, start + seq))',
        put: 'inputs: starts.map((start) => tokens.slice(start + 1, start + 1 + seq))',
      },
      {
        find: 'targets: starts.map((start) => tokens.slice(start + 1, start + 1 + seq))',
        put: 'targets: starts.map((start) => tokens.slice(start, start + seq))',
      },
    ],
  },
  {
    ...cutting,
    id: 'targets-from-their-own-sequence',
    title: 'the last target of a sequence is its first token, for the inputs are turned by one place',
    misconception: 'Targets are the inputs, rolled over by one.',
    hint: 'What comes after the last input of a sequence in the stream?',
    fits: /the token right after it|moved by one place/,
    edits: [{ find: targets, put: '[...tokens.slice(start + 1, start + seq), tokens[start] as number]' }],
  },
  {
    ...cutting,
    id: 'sequences-overlap-by-half',
    title: 'each sequence begins in the middle of the one before',
    misconception: 'Overlapping sequences give more examples from the same text.',
    hint: 'How often is each token an input?',
    fits: /begins where the one before it has ended/,
    edits: [
      { find: count, put: 'Math.floor((tokens.length - 1 - seq) / (seq / 2)) + 1' },
      { find: start, put: 'Math.floor((row * seq) / 2)' },
    ],
  },
  {
    ...cutting,
    id: 'sequences-at-every-token',
    title: 'a sequence begins at every token',
    misconception: 'Every place of the text is an example.',
    hint: 'How often is each token an input?',
    fits: /begins where the one before it has ended|not overlap/,
    edits: [
      { find: count, put: 'tokens.length - seq' },
      { find: start, put: 'row' },
    ],
  },
  {
    ...cutting,
    id: 'sequences-skip-a-token',
    title:
      'a sequence begins after the last target of the one before, so that one token in seq + 1 is never an input',
    misconception: 'Sequences must not share any token, also not as a target here and an input there.',
    hint: 'Which is the first input of the second sequence in the example of the stub?',
    fits: /begins where the one before it has ended|the token right after it/,
    edits: [
      { find: count, put: 'Math.floor(tokens.length / (seq + 1))' },
      { find: start, put: 'row * (seq + 1)' },
    ],
  },
  {
    ...cutting,
    id: 'one-sequence-too-many',
    title: 'the last sequence lacks its last target when the stream ends with it',
    misconception: 'N tokens have room for N / seq sequences.',
    hint: 'What comes after the last token of the stream?',
    fits: /the last token of the stream has no next one/,
    edits: [{ find: count, put: 'Math.floor(tokens.length / seq)' }],
  },
  {
    ...cutting,
    id: 'short-sequence-at-the-end',
    title: 'what is left at the end is kept as a sequence that is too short',
    misconception: 'No token may be wasted.',
    hint: 'Can sequences of different length be put into one tensor?',
    fits: /what is left at the end is dropped/,
    edits: [{ find: count, put: 'Math.ceil((tokens.length - 1) / seq)' }],
  },
  {
    ...drawing,
    id: 'last-block-without-its-target',
    title: 'a block may begin one place too late, so that its last target is missing',
    misconception: 'A block needs seq tokens.',
    hint: 'How many tokens does a block need together with its targets?',
    fits: /the starts?|seq \+ 1 tokens|possible starts/,
    edits: [
      { find: 'const possible = tokens.length - seq;', put: 'const possible = tokens.length - seq + 1;' },
      { find: 'possible < 1', put: 'possible < 2' },
    ],
  },
  {
    ...drawing,
    id: 'last-block-never-drawn',
    title: 'the last possible start is never drawn',
    misconception: 'There are N − seq − 1 starts, for that is the number of the last one.',
    hint: 'How many numbers are there from 0 to n, both included?',
    fits: /the last block begins at N − seq − 1|number of possible starts/,
    edits: [{ find: begin, put: 'Math.floor(uniform * (possible - 1))' }],
  },
  {
    ...drawing,
    id: 'starts-rounded',
    title: 'the start is rounded to the nearest place, so that it can lie one too far',
    misconception: 'Math.round makes whole numbers of uniform ones just as well.',
    hint: 'Which start does the uniform number 0.999 give you, and does its block still fit?',
    fits: /floor\(uniform|the last block begins at|seq \+ 1 tokens/,
    edits: [{ find: begin, put: 'Math.round(uniform * possible)' }],
  },
  {
    ...drawing,
    id: 'starts-at-multiples-of-seq',
    title: 'blocks begin at multiples of seq only',
    misconception: 'Blocks are sequences in a random order.',
    hint: 'Can a block of yours begin at token 1?',
    fits: /floor\(uniform|number of possible starts/,
    edits: [{ find: begin, put: 'seq * Math.floor((uniform * possible) / seq)' }],
  },
  {
    ...drawing,
    id: 'block-targets-are-the-inputs',
    title: 'the targets are the inputs themselves',
    misconception: 'The model shifts them on its own.',
    hint: 'What would a model learn that has to predict what it reads?',
    fits: /the token right after it|one target follows each input/,
    edits: [{ find: blockTargets, put: 'tokens.slice(begin, begin + seq)' }],
  },
  {
    ...drawing,
    id: 'block-targets-one-short',
    title: 'the last input of each block has no target',
    misconception: 'A block of n tokens holds n − 1 examples.',
    hint: 'How many targets do your blocks have, and how many inputs?',
    fits: /one target follows each input|seq \+ 1 tokens/,
    edits: [{ find: blockTargets, put: 'tokens.slice(begin + 1, begin + seq)' }],
  },
  {
    ...drawing,
    id: 'blocks-all-alike',
    title: 'every block begins where the first uniform number says',
    misconception: 'One random number is as good as another.',
    hint: 'How many uniform numbers are there, and how many do you use?',
    fits: /floor\(uniform|number of possible starts/,
    edits: [{ find: begin, put: 'Math.floor((uniforms[0] ?? uniform) * possible)' }],
  },
  {
    ...drawing,
    id: 'short-stream-accepted',
    title: 'a stream that is too short gives blocks that are too short',
    misconception: 'slice copes with every length.',
    hint: 'What does your function return for two tokens and blocks of two?',
    fits: /seq tokens have no room for the last target/,
    edits: [{ find: 'if (possible < 1)', put: 'if (possible < -seq)' }],
  },
];
