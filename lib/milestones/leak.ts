/** Does a prediction change when only later tokens do? Asked of the trained model, on held-out passages. */
import type { Rows } from './task';

/** Places, from 0, whose prediction changes when tokens after them are replaced. */
export type LeakingPlaces = readonly number[];

/** Rounding changes a logit by some 1e-6 of the largest one. */
const tolerance = 1e-4;
/** How many passages are looked at. */
const looked = 2;

/**
 * Reads a passage once for each place, the tokens after that place replaced by those of another passage.
 *
 * @param ask - flat logits [rows, seq, vocab]
 */
export async function leakingPlaces(
  ask: (rows: Rows) => Promise<ArrayLike<number>>,
  passages: Rows,
): Promise<LeakingPlaces> {
  const found = new Set<number>();
  for (const [index, passage] of passages.slice(0, looked).entries()) {
    const other = passages[index + looked] ?? [];
    const cuts = passage.slice(1).map((_, cut) => cut);
    const before = await ask(cuts.map(() => passage));
    const after = await ask(
      cuts.map((cut) => passage.map((token, place) => (place > cut ? (other[place] ?? 0) : token))),
    );
    for (const place of changedPlaces(before, after, passage.length)) found.add(place);
  }
  return [...found].sort((a, b) => a - b);
}

/** Row `cut` of both differs after place `cut`: what is compared is the place itself and all before it. */
function changedPlaces(before: ArrayLike<number>, after: ArrayLike<number>, seq: number): number[] {
  const width = before.length / ((seq - 1) * seq);
  const largest = Array.from(before).reduce((most, logit) => Math.max(most, Math.abs(logit)), 0);
  const places: number[] = [];
  for (let cut = 0; cut < seq - 1; cut += 1) {
    for (let place = 0; place <= cut; place += 1) {
      const start = (cut * seq + place) * width;
      for (let index = start; index < start + width; index += 1) {
        const change = Math.abs((after[index] ?? 0) - (before[index] ?? 0));
        if (change <= tolerance * largest) continue;
        places.push(place);
        break;
      }
    }
  }
  return places;
}
