/** Milestone: the student's transformer, trained by given code on the words of the sonnets, beats counted words and pairs of words. */
import { initTransformer } from '../parameters';
import { Random } from '../random';
import { readText } from '../text/sources';
import { bigram, unigram } from './baselines';
import { drawBlocks, rivalsOf, streams } from './draws';
import type { MilestoneTask, Prepared } from './task';

const sizes = { seq: 16, dModel: 32, heads: 4, dFf: 128, layers: 1 } as const;
const [steps, batch] = [100, 32];
const passages = 200;

export const shakespeare: MilestoneTask = {
  stem: 'shakespeare',
  loop: 'transformer',
  trained: '06-transformer',
  asked: { stage: '06-transformer', name: 'transformer' },
  steps,
  batch,
  learningRate: 0.01,
  margin: 0,
  floor: 2,
  piece: 'passage',
  prepare,
};

async function prepare(): Promise<Prepared> {
  const { text } = await readText('sonnets');
  const tokens = text.split(/\b/);
  const vocabulary = [...new Set(tokens)].sort();
  const idOf = new Map(vocabulary.map((token, id) => [token, id]));
  const ids = tokens.map((token) => idOf.get(token) ?? 0);
  const cut = Math.floor(0.9 * ids.length);
  const config = { vocab: vocabulary.length, ...sizes };
  const known = ids.slice(0, cut);
  const baselines = { unigram: unigram(known, config.vocab), bigram: bigram(known, config.vocab) };
  return {
    config,
    start: (seed) => initTransformer(config, seed),
    training: (seed) => {
      const random = new Random(seed, streams.training);
      return drawBlocks(ids, sizes.seq, { count: steps * batch, from: 0, end: cut, random });
    },
    heldOut: (seed) => {
      const random = new Random(seed, streams.heldOut);
      const rows = drawBlocks(ids, sizes.seq, { count: passages, from: cut, end: ids.length, random });
      return { ...rows, rivals: rivalsOf(baselines, rows) };
    },
  };
}
