/** From logits to losses and hits, in plain numbers: what a model says of itself does not count. */
import type { Rows } from './task';

/** What a model makes of each row. */
export interface Answers {
  /** For each row the loss at each place that is asked for, NaN at all others. */
  readonly losses: Rows;
  /** For each row the likeliest token, or class, at each place. */
  readonly choices: Rows;
}

/** @param logits - flat [rows, places, width]; a classifier has one place */
export function answersOf(logits: ArrayLike<number>, targets: Rows): Answers {
  const places = targets[0]?.length ?? 0;
  const width = logits.length / (targets.length * places);
  const at = (row: number, place: number) => (row * places + place) * width;
  return {
    losses: targets.map((tokens, row) =>
      tokens.map((token, place) => (token < 0 ? Number.NaN : lossAt(logits, at(row, place), width, token))),
    ),
    choices: targets.map((tokens, row) => tokens.map((_, place) => largest(logits, at(row, place), width))),
  };
}

function lossAt(logits: ArrayLike<number>, start: number, width: number, token: number): number {
  const top = logits[start + largest(logits, start, width)] ?? Number.NaN;
  let sum = 0;
  for (let index = 0; index < width; index += 1) sum += Math.exp((logits[start + index] ?? Number.NaN) - top);
  const loss = Math.log(sum) + top - (logits[start + token] ?? Number.NaN);
  return Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss;
}

function largest(logits: ArrayLike<number>, start: number, width: number): number {
  let best = 0;
  for (let index = 1; index < width; index += 1) {
    if ((logits[start + index] ?? 0) > (logits[start + best] ?? 0)) best = index;
  }
  return best;
}

/** The mean loss of a row over the places that are asked for. */
export function rowLoss(losses: readonly number[]): number {
  const asked = losses.filter((loss) => !Number.isNaN(loss));
  return asked.reduce((sum, loss) => sum + loss, 0) / asked.length;
}

/** The mean loss over all rows. */
export function meanLoss(losses: Rows): number {
  return losses.reduce((sum, row) => sum + rowLoss(row), 0) / losses.length;
}

/** The mean loss at each place, over all rows. */
export function lossByPlace(losses: Rows): number[] {
  const places = losses[0]?.length ?? 0;
  return Array.from({ length: places }, (_, place) => rowLoss(losses.map((row) => row[place] ?? Number.NaN)));
}
