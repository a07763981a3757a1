/** Milestone: the student's classifier says who speaks, from a sentence, better than who always says the same. */
import { initClassifier } from '../parameters';
import { Random } from '../random';
import { readText } from '../text/sources';
import { speeches } from '../text/speeches';
import { streams } from './draws';
import { type MilestoneTask, type Prepared, paddingId, type TrainingData } from './task';
import { frequentTokens, rare, sentencesOf, wordsOf } from './tokens';

const sizes = { seq: 24, dModel: 24, heads: 4, dFf: 48, layers: 1 } as const;
const [steps, batch] = [110, 16];
const vocabularySize = 1000;
const [shortest, sentences] = [6, 500];

export const president: MilestoneTask = {
  stem: 'president',
  loop: 'classifier',
  trained: '11-encoder',
  asked: { stage: '11-encoder', name: 'classifier' },
  steps,
  batch,
  learningRate: 0.01,
  margin: 0,
  piece: 'sentence',
  prepare: (_, seed) => prepare(seed),
};

interface Sentence {
  readonly words: readonly string[];
  readonly label: number;
}

async function prepare(seed: number): Promise<Prepared> {
  const names = Object.keys(speeches);
  const all = new Random(seed, streams.split).shuffle(distinct((await Promise.all(names.map(said))).flat()));
  const cut = Math.floor(0.8 * all.length);
  const [known, held] = [all.slice(0, cut), all.slice(cut)];
  const { vocab, idOf } = frequentTokens(
    known.flatMap(({ words }) => words),
    ['<padding>', rare],
    vocabularySize,
  );
  const config = { vocab, ...sizes };
  const draw = (from: readonly Sentence[], count: number, random: Random) =>
    rowsOf(
      Array.from({ length: count }, () => from[random.below(from.length)] as Sentence),
      idOf,
    );
  const counts = names.map((_, label) => held.filter((each) => each.label === label).length);
  return {
    config,
    start: (own) => initClassifier(config, names.length, own),
    training: (own) => draw(known, steps * batch, new Random(own, streams.training)),
    heldOut: (own) => ({
      ...draw(held, sentences, new Random(own, streams.heldOut)),
      rivals: [],
      majority: Math.max(...counts) / held.length,
    }),
  };
}

/** The sentences of one president, short ones left out: "Thank you" is said by all. */
async function said(name: string, label: number): Promise<Sentence[]> {
  const { text } = await readText(name);
  return sentencesOf(text)
    .map((sentence) => ({ words: wordsOf(sentence), label }))
    .filter(({ words }) => words.length >= shortest);
}

/** A sentence that comes twice could be trained on and asked for. */
function distinct(all: readonly Sentence[]): Sentence[] {
  return [...new Map(all.map((sentence) => [sentence.words.join(' '), sentence])).values()];
}

/** Cut to length, or filled up with padding. */
function rowsOf(all: readonly Sentence[], idOf: (word: string) => number): TrainingData {
  const filled = (words: readonly string[]) =>
    Array.from({ length: sizes.seq }, (_, place) => {
      const word = words[place];
      return word === undefined ? paddingId : idOf(word);
    });
  return { inputs: all.map(({ words }) => filled(words)), targets: all.map(({ label }) => [label]) };
}
