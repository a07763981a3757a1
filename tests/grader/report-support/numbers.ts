/** Numbers such as a trained model gives, made without one. */
import type { MilestoneReport, PicturesReport } from '../../../grader/report/schema';

/** A small seeded generator (mulberry32): numbers from 0 to 1. */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The positional encoding in plain numbers, [seq][dModel]. */
export function encoding(seq: number, dModel: number, interleaved = true): number[][] {
  return rows(seq, dModel, (position, column) => {
    const pair = interleaved ? Math.floor(column / 2) : column % (dModel / 2);
    const angle = position / 10000 ** ((2 * pair) / dModel);
    const sine = interleaved ? column % 2 === 0 : column < dModel / 2;
    return sine ? Math.sin(angle) : Math.cos(angle);
  });
}

/** Pictures of a model that looks back at the mirrored token in its first head. */
export function pictures(student = encoding(24, 32)): PicturesReport {
  const tokens = [3, 1, 4, 1, 5, 9, 9, 5, 1, 4, 1];
  const look = (query: number, key: number) =>
    query >= 5 && key === 11 - query - 1 ? 3 : -Math.abs(query - key) / 4;
  const patterns = [look, (query: number, key: number) => -Math.abs(query - key - 1)].map((score) =>
    rows(tokens.length, tokens.length, (query, key) => (key <= query ? Math.exp(score(query, key)) : 0)).map(
      normalise,
    ),
  );
  return {
    positionalEncoding: { student, expected: encoding(24, 32) },
    attentionPattern: { tokens, patterns },
    influence: {
      perturbation: rows(4, 4, (output, input) => (input <= output ? 1 / (1 + output - input) : 0)),
      gradient: rows(4, 4, (output, input) => (input <= output ? 1 : 0)),
      kind: 'none',
      sentence: 'No position is changed by a later token.',
    },
  };
}

/** A loss curve and accuracies: `first` and `second` are what the two halves end at. */
export function history(first: number, second: number, seed = 1): MilestoneReport['history'] {
  const next = random(seed);
  const noise = () => 0.06 * (next() - 0.5);
  return Array.from({ length: 120 }, (_, step) => {
    const learned = 1 / (1 + Math.exp(-(step - 55) / 7));
    const at = (end: number) => Math.min(1, Math.max(0, 0.1 + (end - 0.1) * learned + noise()));
    const loss = 2.3 - learned * (1.05 * (second - 0.1) + 0.9 * (first - 0.1)) + noise();
    return { step, loss: Math.max(0.01, loss), firstHalf: at(first), secondHalf: at(second) };
  });
}

/** Accuracy for each predicted position of strings with two halves of six tokens. */
export function positions(first: number, second: number, trials = 400): MilestoneReport['positions'] {
  return Array.from({ length: 11 }, (_, index) => {
    const position = index + 1;
    const half = position < 6 ? ('first' as const) : ('second' as const);
    const share = Math.min(
      1,
      Math.max(0, (half === 'first' ? first : second) + ((index * 7) % 5) * 0.006 - 0.012),
    );
    const hits = Math.round(share * trials);
    const accuracy = hits / trials;
    const margin = 3.3 * Math.sqrt((accuracy * (1 - accuracy)) / trials) + 0.008;
    const [lower, upper] = [Math.max(0, accuracy - margin), Math.min(1, accuracy + margin)];
    const ok = half === 'first' ? lower <= 0.1 : lower > 0.9;
    return { position, half, hits, trials, accuracy, lower, upper, ok };
  });
}

function rows(height: number, width: number, value: (row: number, column: number) => number): number[][] {
  return Array.from({ length: height }, (_, row) =>
    Array.from({ length: width }, (_, column) => value(row, column)),
  );
}

function normalise(row: number[]): number[] {
  const sum = row.reduce((total, value) => total + value, 0);
  return row.map((value) => value / sum);
}
