/** Trains the models of a sweep, several at a time, each in a process of its own. What is done already is kept. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../cli/start';
import { runFiles } from '../run-files';
import { readRunConfig } from '../run-folder';
import type { Settings } from '../settings';
import { type Ending, runTask } from './child';
import type { SweepModel, SweepPlan } from './plan';
import type { Task } from './task';

export interface Sweep {
  readonly plan: SweepPlan;
  /** The folder of all runs. */
  readonly runs: string;
  /** How many processes at a time. */
  readonly jobs: number;
  /** Ends the running trainings after their step. */
  readonly signal: AbortSignal;
  /** Told of each step. */
  readonly onStep?: ((model: SweepModel, step: number) => void) | undefined;
  readonly onEnd?: ((model: SweepModel, ending: Ending) => void) | undefined;
}

/** What came of a sweep; the trainings themselves are in their runs. */
export interface SweepEndings {
  /** By name; none for a model that was trained before, or whose turn never came. */
  readonly models: ReadonlyMap<string, Ending>;
  /** By {@link textKey}. */
  readonly baselines: ReadonlyMap<string, Ending>;
}

/** Models with the same key read the same tokens: they share a baseline. */
export function textKey({ text, tokenizer }: Settings): string {
  return `${text}, ${tokenizer}s`;
}

/** A rough measure of how long a training takes, to begin with the longest and to tell how much is left. */
export function workOf({ steps, batch, seq, layers, dModel, dFf }: Settings): number {
  const block = 4 * dModel * dModel + 2 * dModel * dFf + 2 * seq * dModel;
  const besides = 50_000;
  return steps * batch * seq * (layers * block + besides);
}

/** Whether a model was trained to its end. */
export function isTrained({ settings }: SweepModel, runs: string): boolean {
  return existsSync(join(runs, settings.name ?? '', runFiles.result));
}

/**
 * Scores the baselines, then trains what is not trained yet. A model that fails does not keep others from being trained;
 * where something is not written yet, the same holds for all, and it ends.
 */
export async function runSweep(sweep: Sweep): Promise<SweepEndings> {
  const enough = new AbortController();
  const end = () => enough.abort();
  sweep.signal.addEventListener('abort', end, { once: true });
  const work: Work = async (task, onStep) => {
    const ending = await runTask({ ...task, runs: sweep.runs }, { signal: enough.signal, onStep });
    if (ending.kind === 'failed' && ending.notStarted) end();
    return ending;
  };
  const baselines = await scoreBaselines(sweep, enough.signal, work);
  return { baselines, models: await trainModels(sweep, enough.signal, work) };
}

type Work = (task: Omit<Task, 'runs'>, onStep?: (step: number) => void) => Promise<Ending>;

async function scoreBaselines(
  { plan, jobs }: Sweep,
  signal: AbortSignal,
  work: Work,
): Promise<Map<string, Ending>> {
  const texts = new Map(plan.models.map(({ settings }) => [textKey(settings), settings]));
  const scored = await inParallel([...texts], jobs, signal, ([, settings]) =>
    work({ kind: 'baseline', settings }),
  );
  return new Map([...scored].map(([[key], ending]) => [key, ending]));
}

async function trainModels(sweep: Sweep, signal: AbortSignal, work: Work): Promise<Map<string, Ending>> {
  const left = sweep.plan.models.filter((model) => !isTrained(model, sweep.runs));
  const longestFirst = left.toSorted((a, b) => workOf(b.settings) - workOf(a.settings));
  const trained = await inParallel(longestFirst, sweep.jobs, signal, async (model) => {
    const task = { kind: 'training', settings: model.settings } as const;
    const ending = await work(task, (step) => sweep.onStep?.(model, step));
    sweep.onEnd?.(model, ending);
    return ending;
  });
  return new Map([...trained].map(([{ name }, ending]) => [name, ending]));
}

/** Works on all items, so many at a time, in their order, until the signal comes. */
async function inParallel<Item, Result>(
  items: readonly Item[],
  jobs: number,
  signal: AbortSignal,
  work: (item: Item) => Promise<Result>,
): Promise<Map<Item, Result>> {
  const results = new Map<Item, Result>();
  const queue = [...items];
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined && !signal.aborted; item = queue.shift()) {
      results.set(item, await work(item));
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  return results;
}

/** @throws {UsageError} when a run of a model is there, and was begun with other settings */
export function refuseOtherSettings({ models }: SweepPlan, runs: string): void {
  for (const { settings } of models) {
    const folder = join(runs, settings.name ?? '');
    if (!existsSync(join(folder, runFiles.config))) continue;
    const old: Record<string, unknown> = { ...readRunConfig(folder).settings };
    const other = Object.entries(settings).find(([key, value]) => old[key] !== value);
    if (!other) continue;
    const [key, value] = other;
    throw new UsageError(
      `The run ${settings.name} was begun with ${key} ${old[key]}, and the config says ${value}: ` +
        'remove that run, or give the sweep another --name',
    );
  }
}
