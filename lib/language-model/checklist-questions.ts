/** The questions of the checklist that a model has to be asked: what changes its predictions, and what they are. */
import { answersOf, meanLoss } from '../milestones/scores';
import type { TransformerParams } from '../parameters';
import { Random } from '../random';
import { type Check, check, type NextToken, type Rows } from './checklist';

/**
 * @param params - of the trained model
 * @param trainingLoss - at the end of the training
 */
export async function askModel(
  next: NextToken,
  params: TransformerParams,
  trainingLoss: number,
): Promise<Check[]> {
  const inputs = next.passages.map((passage) => passage.slice(0, -1));
  const logits = await next.ask(params, inputs);
  const earlier = await changeBy(next, params, inputs, replaceEarlier);
  const own = await changeBy(next, params, inputs, replaceOwn);
  const nothing = 'The prediction is the same whatever the tokens are: they do not reach the logits.';
  return [
    ...targetChecks(next, inputs, logits, trainingLoss),
    await laterTokens(next, params, inputs),
    check(
      'the token just read',
      own > still
        ? undefined
        : earlier > still
          ? 'The token that was just read does not change the prediction after it: is the mask, or are the tokens, off by one?'
          : `${nothing} Does every step use the result of the one before?`,
      'The token just read changes the prediction.',
    ),
    check(
      'earlier tokens',
      earlier > still || own <= still
        ? undefined
        : 'Only the last token changes a prediction, none before it: attention brings nothing. Look at the mask (rows are queries) and at the residual connections.',
      'Earlier tokens change the prediction.',
    ),
    await positions(next, params, inputs),
  ];
}

/** A change of the logits that is no rounding, as a share of the largest one. */
const still = 1e-4;

/** What a model may have learned to name in the place of the next token, and where that stands. */
const misplaced = {
  'the token that it has just read: the targets are the inputs': 0,
  'the token after the next one: the targets are one place too far': 2,
  'the token before: the targets stand in front of the inputs': -1,
};

/** Which token the model has learned to name at each place: the next one, or another. */
function targetChecks(
  { passages, unigram }: NextToken,
  inputs: Rows,
  logits: ArrayLike<number>,
  trainingLoss: number,
): Check[] {
  const lossOf = (shift: number) => {
    const targets = inputs.map((row, index) => row.map((_, place) => passages[index]?.[place + shift] ?? -1));
    return meanLoss(answersOf(logits, targets).losses);
  };
  const right = lossOf(1);
  const others = Object.entries(misplaced).map(([words, shift]) => ({ words, loss: lossOf(shift) }));
  const best = others.reduce((one, other) => (other.loss < one.loss ? other : one));
  const shifted = best.loss < Math.min(right, unigram) - 0.3;
  const byHeart = !shifted && trainingLoss >= 0 && trainingLoss < right - 1 && trainingLoss < unigram - 1;
  const problem = shifted
    ? `The model predicts ${best.words} (loss ${best.loss.toFixed(2)}; for the next token ${right.toFixed(2)}).`
    : right > unigram - 0.05 && !byHeart
      ? worseThanCounting(right, unigram, trainingLoss)
      : undefined;
  return [
    check('targets', problem, `The model predicts the next token (loss ${right.toFixed(2)}).`),
    check(
      'by heart',
      byHeart
        ? `In training the loss came down to ${trainingLoss.toFixed(2)}, on other passages it is ${right.toFixed(2)}: the model knows by heart what it was trained on. Are all batches alike?`
        : undefined,
      'It does as well on other passages as in training.',
    ),
  ];
}

/** Of a model that predicts no better than who counts tokens: has it learned that much at least? */
function worseThanCounting(loss: number, unigram: number, trainingLoss: number): string {
  const fact = `On passages of the text the loss is ${loss.toFixed(2)}; who knows only how often each token occurs has ${unigram.toFixed(2)}.`;
  if (trainingLoss > unigram + 0.3) {
    return `${fact} In training it is ${trainingLoss.toFixed(2)}, so not even that was learned: too few steps, a learning rate that is too small, or a loss that is not taken over the vocabulary?`;
  }
  return `${fact} That much it has learned, and nothing else: do the targets belong to the inputs, or were they shuffled?`;
}

/** Without positions a single block gives the same answer for earlier tokens in any order. */
async function positions(next: NextToken, params: TransformerParams, inputs: Rows): Promise<Check> {
  const single = { ...params, blocks: params.blocks.slice(0, 1) };
  const change = await changeBy(next, single, inputs, reverseEarlier);
  const other = await changeBy(next, single, inputs, replaceEarlier);
  return check(
    'positions',
    change > still || other <= still
      ? undefined
      : 'Earlier tokens in another order change nothing: the model does not know positions. Look at embed and positionalEncoding.',
    'The order of the tokens matters.',
  );
}

async function laterTokens(next: NextToken, params: TransformerParams, inputs: Rows): Promise<Check> {
  const change = await changeBy(next, params, inputs, replaceLater);
  return check(
    'later tokens',
    change <= still
      ? undefined
      : 'Tokens further on change a prediction: the model sees what it has to predict. Look at the mask.',
    'Later tokens change nothing.',
  );
}

type Change = (row: readonly number[], middle: number, random: Random) => number[];

const other = (row: readonly number[], random: Random) => row[random.below(row.length)] ?? 0;
const replaceEarlier: Change = (row, middle, random) =>
  row.map((token, place) => (place < middle ? other(row, random) : token));
const replaceOwn: Change = (row, middle, random) =>
  row.map((token, place) => (place === middle ? other(row, random) : token));
const replaceLater: Change = (row, middle, random) =>
  row.map((token, place) => (place > middle ? other(row, random) : token));
const reverseEarlier: Change = (row, middle) => [...row.slice(0, middle).toReversed(), ...row.slice(middle)];

/** How much the logits in the middle of the rows change, as a share of the largest one. */
async function changeBy(
  next: NextToken,
  params: TransformerParams,
  inputs: Rows,
  change: Change,
): Promise<number> {
  const [seq, random] = [inputs[0]?.length ?? 0, new Random(1)];
  const middle = Math.floor(seq / 2);
  const [before, after] = [
    await next.ask(params, inputs),
    await next.ask(
      params,
      inputs.map((row) => change(row, middle, random)),
    ),
  ];
  const width = before.length / (inputs.length * seq);
  let [largest, moved] = [1e-30, 0];
  for (const row of inputs.keys()) {
    const start = (row * seq + middle) * width;
    for (let index = start; index < start + width; index += 1) {
      largest = Math.max(largest, Math.abs(before[index] ?? 0));
      moved = Math.max(moved, Math.abs((after[index] ?? 0) - (before[index] ?? 0)));
    }
  }
  return moved / largest;
}
