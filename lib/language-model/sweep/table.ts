/** The table of a sweep: all models and the baselines, the best first. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Evaluation } from '../../optimisation';
import { median } from '../../statistics/middle';
import { readRun } from '../read-run';
import type { Ending } from './child';
import type { SweepModel, SweepPlan } from './plan';
import { type SweepEndings, textKey } from './sweep';

/** One line. What is not known is left out; then `note` says why. */
export interface Row {
  readonly name: string;
  /** What it has of its own. */
  readonly differs: string;
  readonly parameters?: number | undefined;
  /** On the whole validation text. */
  readonly validation?: Evaluation | undefined;
  readonly seconds?: number | undefined;
  readonly tokensPerSecond?: number | undefined;
  /** How it ended, unless it ran out of steps. */
  readonly note: string;
}

/** The rows by perplexity; what has none comes last. */
export function tableOf(plan: SweepPlan, runs: string, endings: SweepEndings): Row[] {
  const rows = [
    ...plan.models.map((model) => rowOf(model, runs, endings.models.get(model.name))),
    ...[...endings.baselines].map(([key, ending]) => baselineRow(key, ending, endings.baselines.size)),
  ];
  const perplexity = ({ validation }: Row) => validation?.perplexity ?? Number.POSITIVE_INFINITY;
  return rows.toSorted((a, b) => Math.sign(perplexity(a) - perplexity(b)) || 0);
}

/** Whether the perplexities are of one text: only then do they compare. */
export function isOneText({ models }: SweepPlan): boolean {
  return new Set(models.map(({ settings }) => textKey(settings))).size === 1;
}

function rowOf({ name, differs, settings }: SweepModel, runs: string, ending: Ending | undefined): Row {
  const folder = join(runs, settings.name ?? '');
  const run = existsSync(folder) ? readRun(folder) : undefined;
  const speeds = run?.metrics.map(({ tokensPerSecond }) => tokensPerSecond) ?? [];
  const { result } = run ?? {};
  return {
    name,
    differs,
    parameters: run?.config?.parameters,
    validation: result?.validation,
    seconds: result?.seconds,
    tokensPerSecond: result && median(speeds),
    note: noteOf(ending, run),
  };
}

function noteOf(ending: Ending | undefined, run: ReturnType<typeof readRun> | undefined): string {
  if (run?.result) {
    const { ended, steps } = run.result;
    return {
      'ran out of steps': '',
      'stopped early': `stopped early after step ${steps}`,
      'not a number': `the loss of step ${steps + 1} is not a number`,
    }[ended];
  }
  if (ending?.kind === 'failed') return `failed: ${ending.reason.replace(/\s+/g, ' ')}`;
  const step = run?.metrics.at(-1)?.step;
  return step === undefined ? 'not trained yet' : `interrupted after step ${step}`;
}

function baselineRow(key: string, ending: Ending, count: number): Row {
  const about = { name: 'bigram', differs: `the baseline${count > 1 ? ` of ${key}` : ''}` };
  if (ending.kind === 'baseline') return { ...about, ...ending.baseline, note: '' };
  return { ...about, note: ending.kind === 'failed' ? `failed: ${ending.reason.replace(/\s+/g, ' ')}` : '' };
}
