/** What an examination for leaks found; plain data. */
import type { InfluenceMatrix, Pair } from './influence';

/** The ways in which a transformer sees what it must not see. */
export const leakKinds = [
  'none',
  'no mask',
  'weak mask',
  'transposed',
  'off by one',
  'mask after softmax',
  'softmax over queries',
  'across the batch',
  'through a normalisation over seq',
  'through positions',
  'only in training',
  'unknown',
] as const;

export type LeakKind = (typeof leakKinds)[number];

export interface LeakFinding {
  readonly kind: LeakKind;
  /** The fact, then the likely cause, for a student. */
  readonly sentence: string;
  /** The pairs in which a later token changes an earlier position; none when it is no token of the sequence. */
  readonly where: readonly Pair[];
  readonly influence: {
    readonly perturbation: InfluenceMatrix;
    /** Absent where none could be recorded. */
    readonly gradient?: InfluenceMatrix | undefined;
  };
  /** How often the function was called; a recorded gradient needs three more. */
  readonly calls: number;
}
