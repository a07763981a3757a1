/** What a run of the bank found. */
import type { Score } from './evaluation/score';
import type { Tested } from './known-file';
import type { Rejection } from './rejection';
import type { Backend, TestedVariant } from './runs';
import type { Calibration } from './tolerance';

export interface Findings {
  readonly rejections: readonly Rejection[];
  /** The bank, and pairs of it. */
  readonly tested: readonly Tested[];
  readonly correct: readonly TestedVariant[];
  readonly backends: readonly Backend[];
  readonly calibrations: readonly Calibration[];
  /** Undefined when it was not measured. */
  readonly diagnosis: Score | undefined;
}
