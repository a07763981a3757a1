/**
 * Why does a model not learn? Questions that a person would ask one by one, asked by the machine: of the curve, of the
 * weights before and after, and of the model itself. Each answer is a sentence; none of them decides a grade.
 */

import { answersOf, meanLoss } from '../milestones/scores';
import { listTensors, type TransformerParams } from '../parameters';
import { Random } from '../random';

type Rows = readonly (readonly number[])[];

/** What is known of a training. */
export interface Symptoms {
  /** How many tokens, or classes, there are to choose from. */
  readonly choices: number;
  /** Of each step. */
  readonly losses: readonly number[];
  /** A loss or a weight was not a number. */
  readonly broken: boolean;
  /** How many targets one step has. */
  readonly targets: number;
  readonly before: TransformerParams;
  readonly after: TransformerParams;
  /** Only of a model that predicts the next token. */
  readonly next?: NextToken | undefined;
}

/** A model that predicts the next token, to be asked. */
export interface NextToken {
  /** Flat logits [rows, seq, vocab]. */
  readonly ask: (params: TransformerParams, rows: Rows) => Promise<ArrayLike<number>>;
  /** Passages of the text, one token longer than the model reads. */
  readonly passages: Rows;
  /** What who knows how often each token occurs, and nothing else, loses on them. */
  readonly unigram: number;
}

/** One question, and what was found. */
export interface Check {
  readonly name: string;
  readonly ok: boolean;
  /** What is wrong and where to look; when nothing is, what was seen. */
  readonly sentence: string;
}

/** The first finding explains most: the order is that of a person who looks for the cause. */
export async function checklist(symptoms: Symptoms): Promise<Check[]> {
  const { next, after } = symptoms;
  const asked = next && !symptoms.broken ? await askModel(next, after) : [];
  return [firstLoss(symptoms), gradients(symptoms), ...asked, learningRate(symptoms)];
}

/** What is wrong, in sentences; at most three, the first one first. */
export function findingsOf(checks: readonly Check[]): string[] {
  return checks
    .filter(({ ok }) => !ok)
    .map(({ sentence }) => sentence)
    .slice(0, 3);
}

function check(name: string, problem: string | undefined, fine: string): Check {
  return { name, ok: problem === undefined, sentence: problem ?? fine };
}

/** Before the first step all choices are about equally likely: the loss is about ln V. */
function firstLoss({ losses, choices, targets }: Symptoms): Check {
  const [loss = Number.NaN] = losses;
  const guess = Math.log(choices);
  const seen = `The loss at step 1 is ${loss.toFixed(2)}; guessing among ${choices} gives ln ${choices} = ${guess.toFixed(2)}`;
  return check('loss at step 1', firstLossProblem(loss, guess, targets, seen), `${seen}.`);
}

function firstLossProblem(loss: number, guess: number, targets: number, seen: string): string | undefined {
  const ratio = loss / guess;
  const near = (factor: number, share = 0.05) => Math.abs(ratio / factor - 1) < share;
  if (Number.isNaN(loss))
    return 'There is no loss at step 1, or it is not a number: look at what the model returns.';
  if (loss < 0)
    return `${seen}. A loss below 0: the minus sign is missing, and training makes the model worse.`;
  if (near(1 / Math.LN2)) return `${seen}. It is 1/ln 2 times that: is the logarithm to the base 2?`;
  if (near(targets, 0.3))
    return `${seen}. It is about ${targets} times that, and a step has ${targets} targets: a sum where a mean should be.`;
  if (loss > guess + 2 && ratio > 2)
    return `${seen}. It is ${ratio.toFixed(1)} times that: is something summed that should be averaged, or are the logits far too large?`;
  if (loss > guess + 2)
    return `${seen}. The model is sure of wrong answers before it has learned anything: are the logits too large?`;
  if (loss < guess - 0.7)
    return `${seen}. Less than guessing before anything was learned: is the loss divided by too much, or can the answer be read from the question?`;
  return undefined;
}

/** Every parameter has to change; only a bias of the keys has no influence on anything. */
function gradients({ before, after }: Symptoms): Check {
  const late = new Map(listTensors(after).map(({ path, tensor }) => [path, tensor.dataSync()]));
  const dead = listTensors(before)
    .filter(({ path }) => !path.endsWith('key.bias'))
    .filter(({ path, tensor }) => {
      const now = late.get(path);
      return tensor.dataSync().every((value, at) => value === now?.[at]);
    })
    .map(({ path }) => path);
  const more = dead.length > 3 ? ` and ${dead.length - 3} more` : '';
  const all = dead.length === late.size || dead.length === listTensors(before).length;
  const problem =
    dead.length === 0
      ? undefined
      : `No gradient has reached ${all ? 'any parameter' : `${dead.slice(0, 3).join(', ')}${more}`}: after the training ` +
        `${dead.length === 1 ? 'it is' : 'they are'} what ${dead.length === 1 ? 'it was' : 'they were'} before. Is it used at all, and do the numbers stay tensors on their way to the loss?`;
  return check('gradients', problem, 'Every parameter has changed.');
}

/** What a curve that ends too high looks like. */
function learningRate({ losses, broken }: Symptoms): Check {
  const name = 'learning rate';
  if (broken)
    return check(
      name,
      'The loss or a weight is not a number any more: the learning rate is too large, or a logarithm or a division meets 0.',
      '',
    );
  const [first, last] = [mean(losses.slice(0, 5)), mean(losses.slice(-10))];
  const fifth = Math.max(1, Math.floor(losses.length / 5));
  const fall = mean(losses.slice(-2 * fifth, -fifth)) - mean(losses.slice(-fifth));
  const lowest = Math.min(...losses.map((_, end) => mean(losses.slice(Math.max(0, end - 9), end + 1))));
  const curve = `The loss went from ${first.toFixed(2)} to ${last.toFixed(2)} in ${losses.length} steps`;
  if (last > Math.min(first, lowest) + 0.7)
    return check(
      name,
      `${curve}, and was ${lowest.toFixed(2)} before: the learning rate is too large, or a step goes uphill.`,
      '',
    );
  if (fall > 0.05 * Math.abs(last) && losses.length >= 20)
    return check(name, `${curve} and was still falling: more steps, or a larger learning rate.`, '');
  if (first - last < 0.01 && losses.length >= 20)
    return check(
      name,
      `${curve}: it has hardly moved. Is the new model the one that the next step gets, and is the learning rate above 0?`,
      '',
    );
  return check(name, undefined, `${curve}.`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

async function askModel(next: NextToken, params: TransformerParams): Promise<Check[]> {
  const inputs = next.passages.map((passage) => passage.slice(0, -1));
  const logits = await next.ask(params, inputs);
  const earlier = await changeBy(next, params, inputs, replaceEarlier);
  const own = await changeBy(next, params, inputs, replaceOwn);
  return [
    await laterTokens(next, params, inputs),
    targetsCheck(next, inputs, logits),
    check(
      'tokens',
      own > still || earlier > still
        ? undefined
        : 'The prediction is the same whatever the tokens are: they do not reach the logits. Does every step use the result of the one before?',
      'The tokens change the prediction.',
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

/** Which token the model has learned to name at each place: the next one, or another. */
function targetsCheck({ passages, unigram }: NextToken, inputs: Rows, logits: ArrayLike<number>): Check {
  const named = {
    'the next token': 1,
    'the token that it has just read: the targets are the inputs': 0,
    'the token after the next one: the targets are one place too far': 2,
    'the token before: the targets stand in front of the inputs': -1,
  };
  const lossOf = (shift: number) => {
    const targets = inputs.map((row, index) => row.map((_, place) => passages[index]?.[place + shift] ?? -1));
    return meanLoss(answersOf(logits, targets).losses);
  };
  const [[, right = 0] = [], ...others] = Object.entries(named).map(
    ([words, shift]) => [words, lossOf(shift)] as const,
  );
  const [words, loss] = others.reduce((best, each) => (each[1] < best[1] ? each : best));
  const problem =
    loss < right - 0.3
      ? `The model predicts ${words} (loss ${loss.toFixed(2)}; for the next token ${right.toFixed(2)}).`
      : right > unigram - 0.05
        ? `On passages of the text the loss is ${right.toFixed(2)}; who knows only how often each token occurs has ${unigram.toFixed(2)}. Do the targets belong to the inputs, or were they shuffled? Is the loss taken over the vocabulary?`
        : undefined;
  return check('targets', problem, `The model predicts the next token (loss ${right.toFixed(2)}).`);
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
