/**
 * Milestone: the student's own pipeline, from the text to the step of the training, beats counted pairs of characters.
 * Text, held-out part and baseline are given; tokens, split and blocks are those of stage 07, and each block is checked.
 */
import { checkBatch, checkSplit } from '../language-model/places';
import { initTransformer } from '../parameters';
import { Random } from '../random';
import { readText } from '../text/sources';
import { bigram } from './baselines';
import { drawBlocks, rivalsOf, streams } from './draws';
import type { MilestoneTask, Prepared, TrainingData } from './task';
import { type TextFunctions, WrongExamples } from './text-functions';

/** Who speaks. */
export const speaker = 'lincoln';
const sizes = { seq: 32, dModel: 48, heads: 4, dFf: 96, layers: 2 } as const;
const [steps, batch] = [160, 32];
/** Passages that the model is judged on. */
const passages = 300;

export const speech: MilestoneTask = {
  stem: 'speech',
  loop: 'own',
  trained: '09-training',
  asked: { stage: '06-transformer', name: 'transformer' },
  steps,
  batch,
  learningRate: 0.007,
  margin: 0.05,
  floor: Math.log(3),
  piece: 'passage',
  prepare,
};

async function prepare(functions: TextFunctions, seed: number): Promise<Prepared> {
  const { text } = await readText(speaker);
  const { ids, vocab } = await tokensOf(functions, text);
  const places = await blocksOf(functions, ids.length, seed);
  const cut = Math.floor(0.9 * ids.length);
  const config = { vocab, ...sizes };
  const baselines = { bigram: bigram(ids.slice(0, cut), vocab) };
  const idsAt = (rows: TrainingData['inputs']) => rows.map((row) => row.map((place) => ids[place] ?? 0));
  return {
    config,
    start: (own) => initTransformer(config, own),
    training: () => ({ inputs: idsAt(places.inputs), targets: idsAt(places.targets) }),
    heldOut: (own) => {
      const random = new Random(own, streams.heldOut);
      const rows = drawBlocks(ids, sizes.seq, { count: passages, from: cut, end: ids.length, random });
      return { ...rows, rivals: rivalsOf(baselines, rows) };
    },
  };
}

/** @throws {WrongExamples} when two characters share a token, or one has two */
async function tokensOf(
  functions: TextFunctions,
  text: string,
): Promise<{ readonly ids: readonly number[]; readonly vocab: number }> {
  const characters = [...text];
  const tokenizer = await functions.characterTokenizer(text);
  const ids = await functions.encode(tokenizer, text);
  const vocab = new Set(characters).size;
  const pairs = new Set(characters.map((character, place) => `${character} ${ids[place]}`));
  const right = Array.isArray(ids) && ids.length === characters.length && pairs.size === vocab;
  const inside = right && ids.every((id) => Number.isInteger(id) && id >= 0 && id < vocab);
  if (inside && new Set(ids).size === vocab) return { ids, vocab };
  throw new WrongExamples(
    `characterTokenizer and encode do not give each of the ${vocab} characters of the text a number of its own, ` +
      `from 0 to ${vocab - 1}: run npm test 07`,
  );
}

/**
 * The blocks of the whole training, as places in the text.
 *
 * @throws {WrongExamples} when one of them reaches into the validation part, or its targets are not the next tokens
 */
async function blocksOf(functions: TextFunctions, count: number, seed: number): Promise<TrainingData> {
  const random = new Random(seed, streams.training);
  const uniforms = Array.from({ length: steps * batch }, () => random.unit());
  const all = Array.from({ length: count }, (_, place) => place);
  const { training, validation } = await functions.splitTokens(all);
  try {
    checkSplit(training, validation, count);
    const blocks = await functions.randomBlocks(training, sizes.seq, uniforms);
    checkBatch(blocks, Math.min(training.length, Math.floor(0.9 * count)), {
      batch: uniforms.length,
      seq: sizes.seq,
    });
    return blocks;
  } catch (error) {
    throw new WrongExamples((error as Error).message);
  }
}
