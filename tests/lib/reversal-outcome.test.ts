import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import { linear } from '../../lib/linear';
import { heldOut, keyOf, trainingBatch } from '../../lib/reversal/task';
import type { Transformer } from '../../lib/reversal/train';
import { outcomeOf } from '../../lib/reversal/training-outcome';
import { trainAndJudge } from './reversal-judged';

await startBackend();

const strings = heldOut(77, 400);

/**
 * A small model that can learn the task: one weight for each pair of positions says which earlier token is read.
 *
 * @param gain - how fast a weight makes a difference
 * @param sees - how many tokens, from the last one read backwards
 * @param scale - of the logits
 */
const gaze =
  (gain: number, sees = 11, scale = 4): Transformer =>
  ({ blocks: [block] }, tokens) => {
    const [batch, seq] = tokens.shape;
    const visible = tf.linalg.bandPart(tf.ones([seq, seq]), sees - 1, 0);
    const weights = block?.attention.query.weight.slice([0, 0], [seq, seq]) as tf.Tensor2D;
    const pattern = weights.mul(gain).sub(visible.sub(1).mul(-1e4)).softmax().expandDims(0);
    const read = tf.oneHot(tokens, 10).cast('float32');
    return tf.matMul(pattern.tile([batch, 1, 1]), read).mul(scale) as tf.Tensor3D;
  };

/** What it reads never reaches the output. */
const deaf: Transformer = ({ output, norm }, tokens) =>
  linear(output, tf.ones([...tokens.shape, 1]).mul(norm.gain)) as tf.Tensor3D;

/** Knows all in training, and afterwards the strings that it has seen there. */
function byHeart(): Transformer {
  const seen = new Set<string>();
  return (params, tokens, config) => {
    const strings = tokens.arraySync() as number[][];
    const keys = strings.map((string) => string.slice(0, 6).join(''));
    if (params.embedding instanceof tf.Variable) for (const key of keys) seen.add(key);
    const reversed = strings.map((string) => string.map((_, place) => string[10 - place] as number));
    const known = tf.oneHot(tf.tensor2d(reversed, undefined, 'int32'), 10).cast('float32');
    const sure = keys.map((key) => (seen.has(key) ? 20 : 0));
    return (deaf(params, tokens, config) as tf.Tensor3D).add(
      known.mul(tf.tensor3d(sure, [sure.length, 1, 1])),
    );
  };
}

// Some 450 steps in all, of models that are much smaller than a transformer.
describe('the verdict says how the training went', { timeout: 60_000 }, () => {
  test('learned', async () => {
    const verdict = await trainAndJudge(gaze(20), 4, strings);
    expect(verdict.training).toBe('learned');
    expect(verdict.reason).toBe('learned');
  });

  test.each([
    [
      'plateau',
      deaf,
      60,
      /stayed at 2\.\d\d, and guessing gives ln 10 = 2\.30: the tokens do not reach the output/,
    ],
    ['diverging', gaze(20, 2, 400), 20, /ended at \d+\.\d\d, far above where it could be/],
    ['slow', gaze(1), 60, /was still falling after 60 steps, at \d\.\d\d; .* It learns, but too slowly/],
    [
      'stuck',
      gaze(20, 4),
      120,
      /came down to \d\.\d\d in 120 steps, and no further, with \d\d\.?\d?% of the second half known/,
    ],
    ['memorised', byHeart(), 30, /^The second half .* In training it knew 100%, on new strings it does not/],
  ] as const)('%s', async (outcome, model, steps, words) => {
    const verdict = await trainAndJudge(model, 4, strings, steps);
    expect(verdict.sentence).toMatch(words);
    expect(verdict.training).toBe(outcome);
    expect(verdict).toMatchObject({ passed: false, reason: 'second half not learned' });
  });

  test('strings of the training do not help one that knows them by heart', async () => {
    const known = trainingBatch(4, 1);
    const verdict = await trainAndJudge(byHeart(), 4, [...known, ...strings], 30);
    expect([verdict.training, verdict.unseen]).toEqual(['memorised', unseenOf(known.length)]);
    expect(verdict.positions.at(-1)?.hits).toBeLessThan(100);
  });
});

/** How many of the held-out strings are in none of the 30 batches. */
function unseenOf(known: number): number {
  const trained = new Set<number>();
  for (let step = 1; step <= 30; step += 1)
    for (const string of trainingBatch(4, step)) trained.add(keyOf(string));
  expect(trained.size).toBeGreaterThan(known);
  return strings.filter((string) => !trained.has(keyOf(string))).length;
}

describe('outcomeOf', () => {
  const curve = (...losses: number[]) =>
    losses.map((loss, index) => ({ step: index + 1, loss, firstHalf: 0.1, secondHalf: 0.2 }));
  const record = (losses: number[]) => ({ history: curve(...losses), ended: 'ran out of steps' as const });

  test('is unknown without a curve', () => {
    expect(outcomeOf(undefined, false)).toBe('unknown');
    expect(outcomeOf(record([]), true)).toBe('unknown');
  });

  test('is diverging when what was learned is lost again', () => {
    const losses = [...Array(60).fill(1.2), ...Array(60).fill(2.25)];
    expect(outcomeOf(record(losses), false)).toBe('diverging');
    expect(outcomeOf(record(losses.toReversed()), false)).toBe('stuck');
  });
});
