/** What `npm run train` says at its end when the model is no better than counted tokens. */
import { numbersAwaited } from '../awaited';
import { unigram } from '../milestones/baselines';
import { rowsTensor } from '../milestones/train';
import { initTransformer } from '../parameters';
import { disposeTensors } from '../training';
import { checklist, findingsOf, type NextToken } from './checklist';
import { loadModel } from './checkpoint';
import type { Run, RunOutcome } from './run';
import { runFiles, type StepMetrics } from './run-files';
import { readLines } from './run-folder';

/** Batches of the training that are counted, and validation sequences that the model is asked about. */
const [counted, asked] = [50, 20];

/**
 * The findings of the checklist, the most likely cause first.
 *
 * @returns nothing when the model has learned: when it does better on the validation text than who knows only how often
 *   each token occurs
 */
export async function whyNotLearned(run: Run, { ended, result }: RunOutcome): Promise<string[]> {
  if (!result) return [];
  const { config, folder } = run;
  const next = await nextTokenOf(run);
  if (result.validation.loss < next.unigram) return [];
  const { params } = loadModel(folder);
  const before = initTransformer(config.model, config.settings.seed);
  try {
    const checks = await checklist({
      choices: config.model.vocab,
      losses: readLines<StepMetrics>(folder, runFiles.metrics).map(({ loss }) => loss),
      broken: ended === 'not a number',
      targets: config.settings.batch * config.model.seq,
      before,
      after: params,
      next,
    });
    const known = `who knows only how often each token occurs has ${next.unigram.toFixed(2)}`;
    return [
      `The model has not learned: its validation loss is ${result.validation.loss.toFixed(2)}, and ${known}.`,
      ...findingsOf(checks),
    ];
  } finally {
    disposeTensors([before, params]);
  }
}

async function nextTokenOf({ dataset, config, functions }: Run): Promise<NextToken> {
  const { validation } = dataset;
  const passages = validation.inputs
    .slice(0, asked)
    .map((row, index) => [...row, validation.targets[index]?.at(-1) ?? 0]);
  const read: number[] = [];
  const steps = Math.min(counted, config.settings.steps);
  for (let step = 0; step < steps; step += 1) read.push(...(await dataset.batch(step)).inputs.flat());
  const loss = unigram(read, config.model.vocab);
  const tokens = validation.targets.slice(0, asked).flat();
  return {
    passages,
    unigram: tokens.reduce((sum, token) => sum + loss(token, 0), 0) / tokens.length,
    ask: (params, rows) =>
      numbersAwaited(() => functions.transformer(params, rowsTensor(rows), config.model)),
  };
}
