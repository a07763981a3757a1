/** What goes wrong when a text becomes tokens, and tokens a text. */
import type { Mistake } from '../mistake';

const stage = '07-text';
const characters = { stage, functionName: 'characterTokenizer', read: 'the stub of characterTokenizer' };
const words = { stage, functionName: 'wordTokenizer', read: 'the stub of wordTokenizer' };
const encoding = { stage, functionName: 'encode', read: 'the stub of encode' };
const decoding = { stage, functionName: 'decode', read: 'the stub of decode' };
const characterSet = '[...new Set(text)].sort()';
const wordSet = '[...new Set(text.split(/\\b/))].sort()';
const cut = "tokenizer.kind === 'character' ? [...text] : text.split(/\\b/)";
const unknown =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of the solution
  'if (id === undefined) throw new RangeError(`Expected tokens of the vocabulary, got "${token}"`);\n    return id;';
const joined = "tokens.join('')";

export const mistakes: readonly Mistake[] = [
  {
    ...characters,
    id: 'vocabulary-with-repeats',
    title: 'the vocabulary has a character as often as it occurs',
    misconception: 'The vocabulary is the text in another order.',
    hint: 'How many different characters does banana have?',
    fits: /every character of the text once/,
    edits: [{ find: characterSet, put: '[...text].sort()' }],
  },
  {
    ...characters,
    id: 'vocabulary-not-sorted',
    title: 'the vocabulary has the characters in the order in which they occur',
    misconception: 'The order of a vocabulary does not matter.',
    hint: 'Two texts with the same characters should give the same ids. Do yours?',
    fits: /in the order of sort\(\)/,
    edits: [{ find: characterSet, put: '[...new Set(text)]' }],
  },
  {
    ...characters,
    id: 'vocabulary-of-halves',
    title: 'the text is cut into UTF-16 units, which tear an emoji into two halves',
    misconception: 'A string is an array of characters.',
    hint: 'How long is an emoji by `length`, and what is its first half when you print it?',
    read: 'the documentation of String.prototype[Symbol.iterator]',
    fits: /a character is a code point/,
    edits: [{ find: characterSet, put: "[...new Set(text.split(''))].sort()" }],
  },
  {
    ...characters,
    id: 'vocabulary-in-lower-case',
    title: 'capital letters become small ones',
    misconception: 'A small vocabulary is a good one, and the case of a letter says nothing.',
    hint: 'How would decode know which letters were capitals?',
    fits: /no letter changes its case/,
    edits: [{ find: characterSet, put: '[...new Set(text.toLowerCase())].sort()' }],
  },
  {
    ...characters,
    id: 'vocabulary-without-white-space',
    title: 'spaces and line ends are left out of the vocabulary',
    misconception: 'Only what is printed is a character.',
    hint: 'What would a generated text look like without them?',
    fits: /nothing is dropped/,
    edits: [{ find: characterSet, put: "[...new Set(text.replace(/\\s/g, ''))].sort()" }],
  },
  {
    ...words,
    id: 'words-split-at-spaces',
    title: 'the text is split at spaces, so that words keep their commas and spaces are gone',
    misconception: 'Words are what stands between spaces.',
    hint: 'Is "be," another word than "be"?',
    fits: /parts of text\.split/,
    edits: [{ find: wordSet, put: "[...new Set(text.split(' '))].sort()" }],
  },
  {
    ...words,
    id: 'words-only',
    title: 'what stands between the words is left out',
    misconception: 'Spaces and commas are no tokens.',
    hint: 'Can decode give the text back from the words alone?',
    fits: /also what stands between them/,
    edits: [{ find: wordSet, put: '[...new Set(text.match(/\\w+/g) ?? [])].sort()' }],
  },
  {
    ...words,
    id: 'words-trimmed',
    title: 'the parts are trimmed, so that two spaces and one are the same, and empty',
    misconception: 'White space around a token is dirt.',
    hint: 'What is left of the token that is two spaces?',
    fits: /nothing is trimmed|also what stands between them/,
    edits: [{ find: wordSet, put: '[...new Set(text.split(/\\b/).map((token) => token.trim()))].sort()' }],
  },
  {
    ...words,
    id: 'words-in-lower-case',
    title: 'capital letters become small ones',
    misconception: 'A word at the beginning of a sentence is the same word.',
    hint: 'How would decode know which words began with a capital?',
    fits: /no letter changes its case/,
    edits: [{ find: wordSet, put: '[...new Set(text.toLowerCase().split(/\\b/))].sort()' }],
  },
  {
    ...words,
    id: 'words-not-sorted',
    title: 'the tokens stand in the order in which they occur',
    misconception: 'The order of a vocabulary does not matter.',
    hint: 'Two texts with the same words should give the same ids. Do yours?',
    fits: /parts of text\.split/,
    edits: [{ find: wordSet, put: '[...new Set(text.split(/\\b/))]' }],
  },
  {
    ...encoding,
    id: 'ids-from-one',
    title: 'ids are counted from 1',
    misconception: 'The id 0 is kept for unknown tokens.',
    hint: 'Which row of an embedding would belong to your first id?',
    fits: /counted from 0/,
    edits: [{ find: '[token, id]', put: '[token, id + 1]' }],
  },
  {
    ...encoding,
    id: 'encode-by-characters-always',
    title: 'the text is cut into characters whatever the kind of the tokenizer',
    misconception: 'The vocabulary alone says how a text is cut.',
    hint: 'Does your function look at `kind`?',
    fits: /`kind` says how the text is cut/,
    edits: [{ find: cut, put: '[...text]' }],
  },
  {
    ...encoding,
    id: 'encode-in-halves',
    title: 'the text is cut into UTF-16 units, which the vocabulary does not have',
    misconception: 'A string is an array of characters.',
    hint: 'How does your function cut a text with an emoji?',
    read: 'the documentation of String.prototype[Symbol.iterator]',
    fits: /into code points/,
    edits: [{ find: cut, put: "tokenizer.kind === 'character' ? text.split('') : text.split(/\\b/)" }],
  },
  {
    ...encoding,
    id: 'first-token-refused',
    title: 'the id 0 is taken for a token that is not in the vocabulary',
    misconception: 'Only what is not there counts as false.',
    hint: 'Which numbers count as false in JavaScript?',
    fits: /the id 0 is as good as any other/,
    edits: [
      { find: 'if (id === undefined)', put: 'if (!id)' },
      { find: '    return id;\n', put: '    return id as number;\n' },
    ],
  },
  {
    ...encoding,
    id: 'unknown-tokens-left-out',
    title: 'tokens that are not in the vocabulary are left out',
    misconception: 'What a model does not know it need not read.',
    hint: 'What does decode give back for such a text?',
    fits: /neither left out nor given some other id/,
    edits: [
      { find: 'tokens.map((token) => {', put: 'tokens.flatMap((token) => {' },
      { find: unknown, put: 'return id ?? [];' },
    ],
  },
  {
    ...decoding,
    id: 'tokens-joined-by-spaces',
    title: 'a space is put between two tokens',
    misconception: 'Words are separated by spaces.',
    hint: 'The spaces of the text are tokens themselves. How many of them come back?',
    fits: /nothing is put between two tokens|nothing between them/,
    edits: [{ find: joined, put: "tokens.join(' ')" }],
  },
  {
    ...decoding,
    id: 'tokens-joined-by-commas',
    title: 'commas are put between the tokens',
    misconception: 'join without an argument puts nothing between the parts.',
    hint: 'What does an array look like as a string?',
    fits: /nothing is put between two tokens|nothing between them/,
    edits: [{ find: joined, put: 'tokens.join()' }],
  },
  {
    ...decoding,
    id: 'unknown-ids-left-out',
    title: 'ids that no token has are left out',
    misconception: 'What is not there adds nothing to the text.',
    hint: 'What would you like to hear when a model of another vocabulary made these ids?',
    fits: /any other deserves a RangeError/,
    edits: [
      {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of the solution
        find: '{\n      throw new RangeError(`Expected ids below ${tokenizer.vocabulary.length}, got ${id}`);\n    }',
        put: "return '';",
      },
    ],
  },
  {
    ...decoding,
    id: 'ids-read-from-one',
    title: 'the id of the first token is taken for 1',
    misconception: 'Tokens are counted from 1.',
    hint: 'Which token does your function give for the id 0?',
    fits: /each id is a place in `vocabulary`|any other deserves a RangeError/,
    edits: [{ find: 'tokenizer.vocabulary[id]', put: 'tokenizer.vocabulary[id - 1]' }],
  },
];
