/** What a sweep and its processes tell each other. */
import type { Settings } from '../settings';
import type { Baseline } from './baseline';

/** The first message to a process. The second, of any kind, asks it to end after the running step. */
export interface Task {
  readonly kind: 'training' | 'baseline';
  /** Of a training: `name` is that of the run; when it is there already, it goes on. */
  readonly settings: Settings;
  /** The folder of all runs. */
  readonly runs: string;
}

/** What a process tells. */
export type News =
  | { readonly kind: 'step'; readonly step: number }
  | { readonly kind: 'trained'; readonly step: number; readonly interrupted: boolean }
  | { readonly kind: 'baseline'; readonly baseline: Baseline }
  /** `notStarted`: something is merely not written yet. */
  | { readonly kind: 'failed'; readonly reason: string; readonly notStarted: boolean };
