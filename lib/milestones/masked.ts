/** Milestone: the student's masked-token model guesses hidden words of a speech better than by how often each occurs. */
import { initTransformer } from '../parameters';
import { Random } from '../random';
import { readText } from '../text/sources';
import { unigram } from './baselines';
import { drawBlocks, rivalsOf, streams } from './draws';
import { type MilestoneTask, maskId, nothingAsked, type Prepared } from './task';
import { frequentTokens, rare } from './tokens';

const sizes = { seq: 8, dModel: 32, heads: 4, dFf: 128, layers: 1 } as const;
const [steps, batch] = [150, 128];
const vocabularySize = 300;
/** Larger than usual: with small numbers it takes hundreds of steps until attention begins to look at neighbours. */
const deviation = 0.2;
const passages = 400;
/** Of each held-out passage so many tokens are hidden: 2 of 8. */
const hidden = 2;

export const masked: MilestoneTask = {
  stem: 'masked',
  loop: 'masked',
  trained: '11-encoder',
  asked: { stage: '11-encoder', name: 'encoder' },
  steps,
  batch,
  learningRate: 0.01,
  margin: 0.1,
  piece: 'passage',
  prepare,
};

async function prepare(): Promise<Prepared> {
  const { text } = await readText('roosevelt');
  const tokens = text.toLowerCase().split(/\b/);
  const { vocab, idOf } = frequentTokens(tokens, ['<mask>', rare], vocabularySize);
  const ids = tokens.map(idOf);
  const cut = Math.floor(0.9 * ids.length);
  const config = { vocab, ...sizes };
  const baselines = { unigram: unigram(ids.slice(0, cut), vocab) };
  return {
    config,
    start: (seed) => initTransformer(config, seed, deviation),
    training: (seed) => {
      const random = new Random(seed, streams.training);
      const { inputs } = drawBlocks(ids, sizes.seq, { count: steps * batch, from: 0, end: cut, random });
      return { inputs, targets: inputs };
    },
    heldOut: (seed) => {
      const random = new Random(seed, streams.heldOut);
      const { inputs } = drawBlocks(ids, sizes.seq, { count: passages, from: cut, end: ids.length, random });
      const rows = hide(inputs, new Random(seed, streams.hidden));
      return { ...rows, rivals: rivalsOf(baselines, rows) };
    },
  };
}

/** Hides the same number of tokens in each row, by given code: what is asked does not depend on `maskTokens`. */
function hide(rows: readonly (readonly number[])[], random: Random) {
  const places = Array.from({ length: sizes.seq }, (_, place) => place);
  const chosen = rows.map(() => new Set(random.shuffle(places).slice(0, hidden)));
  return {
    inputs: rows.map((row, index) => row.map((token, place) => (chosen[index]?.has(place) ? maskId : token))),
    targets: rows.map((row, index) =>
      row.map((token, place) => (chosen[index]?.has(place) ? token : nothingAsked)),
    ),
  };
}
