/**
 * The reversal task: `half` random tokens, then the same tokens reversed. The model reads all tokens of a
 * string but the last and predicts all but the first. Plain numbers: a judge needs no TensorFlow.js.
 */
import type { TransformerConfig } from '../parameters';
import { Random } from '../random';

export const vocab = 10;
/** Number of random tokens. */
export const half = 6;
/** Number of predictions per string: of the tokens at positions 1 to 11. */
export const predicted = 2 * half - 1;

/** The sizes of the model that is trained. */
export const reversalConfig: TransformerConfig = {
  vocab,
  seq: predicted,
  dModel: 32,
  heads: 2,
  dFf: 64,
  layers: 2,
};

/** How it is trained. */
export const reversalTraining = {
  batch: 32,
  learningRate: 0.005,
  /** More than three times what a correct model needs. */
  maxSteps: 400,
} as const;

/** How many strings the verdict rests on. */
export const heldOutStrings = 2000;
/** How many of them a model reads with weights that are not the trained ones, and the same for all strings. */
export const controlStrings = 300;
/** How many strings the model reads at a time when it is judged: a message of 110 kB of logits. */
export const heldOutChunk = 250;

/** Cuts a list into chunks of `size`; the last one may be shorter. */
export function chunksOf<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, chunk) =>
    items.slice(chunk * size, (chunk + 1) * size),
  );
}

/** The tokens of one string, `2 · half` of them. */
export type ReversalString = readonly number[];

export type Half = 'first' | 'second';

/** The positions of the tokens that are predicted: 1 to 11. Prediction number i is of position i + 1. */
export const positions: readonly number[] = Array.from({ length: predicted }, (_, index) => index + 1);

/**
 * The half that a position belongs to. The first token of the second half repeats the one just read, so it
 * can be known.
 */
export function halfOf(position: number): Half {
  return position < half ? 'first' : 'second';
}

// One stream of random numbers for each purpose: no string of one helps to guess those of another.
const trainingStream = 1;
const heldOutStream = 2;
const shuffledStream = 5;

/**
 * Draws strings whose first halves are uniform and independent.
 *
 * @param count - number of strings
 * @param random - where the tokens come from
 */
export function drawStrings(count: number, random: Random): ReversalString[] {
  return Array.from({ length: count }, () => {
    const first = Array.from({ length: half }, () => random.below(vocab));
    return [...first, ...first.toReversed()];
  });
}

/**
 * The strings of one training batch: a function of its arguments alone, so that a judge in another process can
 * tell which strings were trained on.
 *
 * @param step - from 1
 */
export function trainingBatch(seed: number, step: number): ReversalString[] {
  return drawStrings(reversalTraining.batch, new Random(seed, trainingStream, step));
}

/**
 * The strings of the verdict, drawn independently of the training. Some may have been trained on: the first
 * half needs exactly uniform draws, and for the second half the judge leaves those out.
 */
export function heldOut(seed: number, count = heldOutStrings): ReversalString[] {
  return drawStrings(count, new Random(seed, heldOutStream));
}

/** One number for each string: its first half, read as digits. */
export function keyOf(string: ReversalString): number {
  return string.slice(0, half).reduce((key, token) => key * vocab + token, 0);
}

/** The keys of all strings in the first `steps` batches; of all that there can be when `steps` is not known. */
export function trainedKeys(seed: number, steps: number = reversalTraining.maxSteps): Set<number> {
  const keys = new Set<number>();
  for (let step = 1; step <= steps; step += 1) {
    for (const string of trainingBatch(seed, step)) keys.add(keyOf(string));
  }
  return keys;
}

/** What the model reads: the tokens at positions 0 to 10. */
export function inputsOf(strings: readonly ReversalString[]): number[][] {
  return strings.map((string) => string.slice(0, -1));
}

/** What the model should predict: the tokens at positions 1 to 11. */
export function targetsOf(strings: readonly ReversalString[]): number[][] {
  return strings.map((string) => string.slice(1));
}

/** What the model should predict: the task itself, or, as a control, tokens that have nothing to do with it. */
export type Targets = 'reversed' | 'shuffled';

/**
 * Targets that nobody can know: uniform tokens, drawn independently of the strings and of everything else.
 *
 * @param step - of the training, from 1; 0 for targets of held-out strings
 */
export function shuffledTargets(seed: number, step: number, count: number): number[][] {
  const random = new Random(seed, shuffledStream, step);
  return Array.from({ length: count }, () => Array.from({ length: predicted }, () => random.below(vocab)));
}
