/**
 * Why does a model not learn? Questions that a person would ask one by one, asked by the machine: of the curve, of the
 * weights before and after, and of the model itself. Each answer is a sentence; none of them decides a grade.
 */

import { listTensors, type TransformerParams } from '../parameters';
import { mean as meanOf } from '../statistics/middle';
import { askModel } from './checklist-questions';

export type Rows = readonly (readonly number[])[];

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
  const asked = next && !symptoms.broken ? await askModel(next, after, mean(symptoms.losses.slice(-10))) : [];
  return [firstLoss(symptoms), gradients(symptoms), learningRate(symptoms), ...asked, enoughSteps(symptoms)];
}

/** What is wrong, in sentences; at most three, the first one first. */
export function findingsOf(checks: readonly Check[]): string[] {
  return checks
    .filter(({ ok }) => !ok)
    .map(({ sentence }) => sentence)
    .slice(0, 3);
}

export function check(name: string, problem: string | undefined, fine: string): Check {
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
  if (Math.abs(loss - Math.log(targets)) < 0.3 && loss > guess + 1)
    return `${seen}. It is near ln ${targets}, and a step has ${targets} targets: the softmax runs over the targets, not over the vocabulary.`;
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
  const looked = listTensors(before).filter(({ path }) => !path.endsWith('key.bias'));
  const isDead = ({ path, tensor }: (typeof looked)[number]) =>
    tensor.dataSync().every((value, at) => value === late.get(path)?.[at]);
  const dead = looked.filter(isDead).map(({ path }) => path);
  const more = dead.length > 3 ? ` and ${dead.length - 3} more` : '';
  const names = dead.length === looked.length ? 'any parameter' : `${dead.slice(0, 3).join(', ')}${more}`;
  const unchanged = dead.length === 1 ? 'it is what it was' : 'they are what they were';
  const problem =
    dead.length === 0
      ? undefined
      : `No gradient has reached ${names}: after the training ${unchanged} before. ` +
        'Is it used at all, and do the numbers stay tensors on their way to the loss?';
  return check('gradients', problem, 'Every parameter has changed.');
}

/** What a curve looks like that goes the wrong way, or nowhere. */
function learningRate({ losses, broken }: Symptoms): Check {
  const [first, last] = [mean(losses.slice(0, 5)), mean(losses.slice(-10))];
  const lowest = Math.min(...losses.map((_, end) => mean(losses.slice(Math.max(0, end - 9), end + 1))));
  const curve = curveOf(losses);
  const problem = broken
    ? 'The loss or a weight is not a number any more: the learning rate is too large, or a logarithm or a division meets 0.'
    : last > Math.min(first, lowest) + 0.7
      ? `${curve}, and was ${lowest.toFixed(2)} before: the learning rate is too large, or a step goes uphill.`
      : first - last < 0.01 && losses.length >= 20
        ? `${curve}: it has hardly moved. Is the new model the one that the next step gets, and is the learning rate above 0?`
        : undefined;
  return check('learning rate', problem, `${curve}.`);
}

/** The last question: with more of the same it might still learn. */
function enoughSteps({ losses, broken }: Symptoms): Check {
  const fifth = Math.max(1, Math.floor(losses.length / 5));
  const fall = mean(losses.slice(-2 * fifth, -fifth)) - mean(losses.slice(-fifth));
  const falling = !broken && losses.length >= 20 && fall > 0.03 * Math.abs(mean(losses.slice(-fifth)));
  const problem = falling
    ? `${curveOf(losses)} and was still falling: more steps, or a larger learning rate.`
    : undefined;
  return check('steps', problem, 'The loss was not falling much any more.');
}

function curveOf(losses: readonly number[]): string {
  const [first, last] = [mean(losses.slice(0, 5)), mean(losses.slice(-10))];
  return `The loss went from ${first.toFixed(2)} to ${last.toFixed(2)} in ${losses.length} steps`;
}

/** 0 when there are none. */
function mean(values: readonly number[]): number {
  return meanOf(values) ?? 0;
}
