/** Passages of a text, drawn at random. */
import { Random } from '../random';
import type { Baseline } from './baselines';
import type { Rival, Rows, TrainingData } from './task';

/** Which of the random numbers of a seed. */
export const streams = { training: 1, heldOut: 2, hidden: 3, split: 4 } as const;

/** Blocks of `seq` tokens with their targets, which begin anywhere from `from` up to `end`. */
export function drawBlocks(
  tokens: readonly number[],
  seq: number,
  { count, from, end, random }: { count: number; from: number; end: number; random: Random },
): TrainingData {
  const starts = Array.from({ length: count }, () => from + random.below(end - from - seq));
  const cut = (shift: number) => starts.map((start) => tokens.slice(start + shift, start + shift + seq));
  return { inputs: cut(0), targets: cut(1) };
}

/** What baselines lose on each row of blocks. */
export function rivalsOf(
  baselines: Readonly<Record<string, Baseline>>,
  { inputs, targets }: { readonly inputs: Rows; readonly targets: Rows },
): Rival[] {
  return Object.entries(baselines).map(([name, loss]) => ({
    name,
    losses: targets.map((row, index) => {
      const asked = row.flatMap((token, place) =>
        token < 0 ? [] : [loss(token, inputs[index]?.[place] ?? 0)],
      );
      return asked.reduce((sum, each) => sum + each, 0) / asked.length;
    }),
  }));
}

/** The same targets in an order that has nothing to do with the inputs: what can be learned from them is how often each occurs. */
export function shuffledTargets({ inputs, targets }: TrainingData, seed: number): TrainingData {
  const shuffled = new Random(seed).shuffle(targets.flat());
  let taken = 0;
  return { inputs, targets: targets.map((row) => row.map(() => shuffled[taken++] ?? 0)) };
}
