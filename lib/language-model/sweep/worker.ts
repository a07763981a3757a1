/** A process of a sweep: trains one model, or scores the baseline, and tells how it goes. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../cli/start';
import { problemOf } from '../../reversal/student-error';
import { isTodo } from '../../todo';
import { prepareDataset } from '../dataset';
import { loadFunctions } from '../functions';
import { alone, beginRun, reopenRun, sourceOf, startTraining } from '../open-run';
import { type Run, runTraining } from '../run';
import { runFiles } from '../run-files';
import { readRunConfig } from '../run-folder';
import { type Bigram, bigramBaseline } from './baseline';
import type { News, Task } from './task';

/** Does the task that the first message brings; ends after the running step at the second, or when its sweep is gone. */
export async function serveSweep(): Promise<void> {
  const stop = new AbortController();
  // Ctrl-C in a terminal reaches all processes; the sweep says when to end.
  process.on('SIGINT', () => undefined);
  process.once('disconnect', () => stop.abort());
  const task = await new Promise<Task>((resolve) =>
    process.once('message', (message) => resolve(message as Task)),
  );
  process.once('message', () => stop.abort());
  try {
    tell(task.kind === 'training' ? await trained(task, stop.signal) : await scored(task));
  } catch (error) {
    const reason = error instanceof UsageError ? error.message : problemOf(error, 'The sweep');
    tell({ kind: 'failed', reason, notStarted: isTodo(error) });
  }
  if (process.connected) process.disconnect();
}

/** A sweep that has gone hears nothing; the run itself is on disk. */
function tell(news: News): void {
  if (process.connected) process.send?.(news);
}

async function trained(task: Task, signal: AbortSignal): Promise<News> {
  const run = await open(task);
  const onStep = ({ step }: { step: number }) => tell({ kind: 'step', step });
  const { ended, step } = await alone(run, () => runTraining({ ...run, onStep, signal }));
  return { kind: 'trained', step, interrupted: ended === 'interrupted' };
}

async function open({ settings, runs }: Task): Promise<Run> {
  const folder = join(runs, settings.name ?? '');
  const old = existsSync(join(folder, runFiles.config)) ? readRunConfig(folder) : undefined;
  const source = await sourceOf(settings, old);
  const { name: backend } = await startTraining(old?.backend ?? settings.backend);
  return old ? reopenRun(folder, old, source) : beginRun({ settings, source, backend }, runs);
}

async function scored({ settings }: Task): Promise<News> {
  const { text } = await sourceOf(settings);
  await startTraining(settings.backend);
  const functions = await loadFunctions();
  const { bigram }: { bigram: Bigram } = await import('#impl/08-bigram');
  const dataset = await prepareDataset(functions, text, settings);
  return { kind: 'baseline', baseline: await bigramBaseline(functions, bigram, dataset, settings.batch) };
}
