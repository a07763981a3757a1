/** What the milestones train on and ask for: held-out text is never trained on, and wrong examples are found. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { shuffledTargets } from '../../lib/milestones/draws';
import { masked } from '../../lib/milestones/masked';
import { president } from '../../lib/milestones/president';
import { shakespeare } from '../../lib/milestones/shakespeare';
import { speaker, speech } from '../../lib/milestones/speech';
import { maskId, nothingAsked, paddingId } from '../../lib/milestones/task';
import type { TextFunctions } from '../../lib/milestones/text-functions';
import { sentencesOf, wordsOf } from '../../lib/milestones/tokens';
import { root } from '../../lib/root';
import { characterTokenizer, encode, randomBlocks, splitTokens } from '../../solutions/07-text';

const functions: TextFunctions = { characterTokenizer, encode, randomBlocks, splitTokens };
const text = readFileSync(join(root, 'lib/text/speeches', `${speaker}.txt`), 'utf8');
const cut = Math.floor(0.9 * text.length);

describe('speech', () => {
  const vocabulary = [...new Set(text)].sort();
  const said = (row: readonly number[]) => row.map((id) => vocabulary[id]).join('');

  test('trains on passages before the cut, and asks for passages after it', async () => {
    const prepared = await speech.prepare(functions, 1);
    const { inputs, targets } = prepared.training(1);
    expect(inputs).toHaveLength(speech.steps * speech.batch);
    for (const [row, input] of inputs.slice(0, 50).entries()) {
      const passage = said(input) + said(targets[row] ?? []).slice(-1);
      expect(text.slice(0, cut)).toContain(passage);
    }
    const held = prepared.heldOut(1);
    for (const row of held.targets) expect(text.slice(cut)).toContain(said(row));
  });

  test.each<[string, Partial<TextFunctions>, RegExp]>([
    [
      'all is trained on',
      { splitTokens: (all) => ({ training: [...all], validation: all.slice(cut) }) },
      /splitTokens gives/,
    ],
    [
      'the split leaks by a tenth',
      {
        splitTokens: (all) => ({
          training: all.slice(0, text.length - 10),
          validation: all.slice(text.length - 10),
        }),
      },
      /randomBlocks reaches tokens \d+ and \d+, outside of its part/,
    ],
    [
      'targets are the inputs',
      {
        randomBlocks: (...args) => ({
          inputs: randomBlocks(...args).inputs,
          targets: randomBlocks(...args).inputs,
        }),
      },
      /gives token (\d+) as the target of token \1, and not the next one/,
    ],
    [
      'ids begin at 1',
      { encode: (...args) => encode(...args).map((id) => id + 1) },
      /a number of its own, from 0 to 74/,
    ],
    [
      'two characters share an id',
      { encode: (...args) => encode(...args).map((id) => Math.max(1, id)) },
      /a number of its own/,
    ],
  ])('refuses to train where %s', async (_, wrong, words) => {
    await expect(speech.prepare({ ...functions, ...wrong }, 1)).rejects.toThrow(words);
  });

  test('takes tokens in any order: whether they are sorted is for npm test to say', async () => {
    const reversed = { encode: (...args: Parameters<typeof encode>) => encode(...args).map((id) => 74 - id) };
    const { heldOut } = await speech.prepare({ ...functions, ...reversed }, 1);
    const plain = (await speech.prepare(functions, 1)).heldOut(1);
    expect(heldOut(1).rivals[0]?.losses[0]).toBeCloseTo(plain.rivals[0]?.losses[0] ?? 0, 9);
  });
});

test('the same seed gives the same, another seed something else', async () => {
  for (const task of [shakespeare, president, masked]) {
    const [one, same] = [await task.prepare(functions, 1), await task.prepare(functions, 1)];
    expect(one.heldOut(3)).toEqual(same.heldOut(3));
    expect(one.heldOut(3).inputs).not.toEqual(one.heldOut(4).inputs);
    expect(one.training(3).inputs.slice(0, 9)).toEqual(same.training(3).inputs.slice(0, 9));
  }
});

test('masked hides two tokens of each passage, and asks for those', async () => {
  const { inputs, targets, rivals } = (await masked.prepare(functions, 1)).heldOut(1);
  for (const [row, tokens] of inputs.entries()) {
    const places = tokens.flatMap((token, place) => (token === maskId ? [place] : []));
    const asked = (targets[row] ?? []).flatMap((token, place) => (token === nothingAsked ? [] : [place]));
    expect(asked).toEqual(places);
    expect(asked).toHaveLength(2);
  }
  expect(rivals.map(({ name }) => name)).toEqual(['unigram']);
});

test('president asks for no sentence that it trains on', async () => {
  const prepared = await president.prepare(functions, 1);
  // Whole sentences; of long ones the beginning may be alike.
  const whole = (rows: readonly (readonly number[])[]) =>
    rows.filter((row) => row.at(-1) === paddingId && !row.includes(1)).map(String);
  const { inputs, targets, majority = 0 } = prepared.heldOut(1);
  const trained = new Set(whole(prepared.training(1).inputs));
  const asked = whole(inputs);
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((row) => trained.has(row))).toEqual([]);
  expect(new Set(targets.flat())).toEqual(new Set([0, 1, 2]));
  expect(majority).toBeGreaterThan(1 / 3);
});

test('shuffled targets are the same tokens in another order', () => {
  const data = {
    inputs: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    targets: [
      [2, 3, 4],
      [5, 6, 7],
    ],
  };
  const { inputs, targets } = shuffledTargets(data, 1);
  expect(inputs).toEqual(data.inputs);
  expect(targets).not.toEqual(data.targets);
  expect(targets.flat().sort()).toEqual([2, 3, 4, 5, 6, 7]);
});

test('sentences and words', () => {
  expect(sentencesOf('Yes. "No!" he said? Well...')).toEqual(['Yes.', '"No!"', 'he said?', 'Well...']);
  expect(wordsOf("Don't, I said: 12 Times!")).toEqual(['don', 't', 'i', 'said', 'times']);
});
