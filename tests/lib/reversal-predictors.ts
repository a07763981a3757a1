/** Hand-made predictors for the tests of the criterion: no model, so every accuracy is known. */
import { judgeReversal, type ReversalEvidence } from '../../lib/reversal/criterion';
import type { Predictions } from '../../lib/reversal/predictions';
import { half, heldOut, positions, type ReversalString } from '../../lib/reversal/task';

/** What is predicted for the token at one position of a string; `index` is the number of the string. */
export type Rule = (string: ReversalString, position: number, index: number) => number;

export const predictBy = (strings: readonly ReversalString[], rule: Rule): Predictions =>
  strings.map((string, index) => positions.map((position) => rule(string, position, index)));

export const right: Rule = (string, position) => string[position] as number;
export const wrong: Rule = (string, position) => ((string[position] as number) + 1) % 10;
/** Always the same digit: on uniform tokens exactly at chance. */
export const guess: Rule = () => 3;
/** What a perfect model does: it knows the second half and guesses the first. */
export const perfect: Rule = (...place) => (place[1] < half ? guess : right)(...place);
/** One rule at some positions, another elsewhere. */
export const at =
  (places: readonly number[], there: Rule, elsewhere: Rule): Rule =>
  (...place) =>
    (places.includes(place[1]) ? there : elsewhere)(...place);
/** Right for so many strings, wrong for the rest. */
export const rightFor =
  (count: number): Rule =>
  (...place) =>
    (place[2] < count ? right : wrong)(...place);

export const strings = heldOut(41);

/** What a model at chance says with all the weights that hold no skill. */
export const unskilled = (list: readonly ReversalString[]) => ({
  untrained: predictBy(list, guess),
  redrawn: predictBy(list, guess),
  permuted: predictBy(list, guess),
});

export const judge = (rule: Rule, more: Partial<ReversalEvidence> = {}) =>
  judgeReversal({
    strings,
    predictions: predictBy(strings, rule),
    ...unskilled(strings),
    trainedOn: new Set(),
    ...more,
  });

/** At chance, and not the same as without training. */
export const almost: Rule = (_, position, index) => (position === 3 && index === 5 ? 4 : 3);
