/**
 * How often does the reversal criterion err? By drawing hits, by models that were never trained, and by really
 * training right and leaky ones. Prints the tables of docs/reversal.md:
 *
 *     node lib/cli/run.mjs scripts/simulate-reversal.ts --seeds 200 --shuffled 100 --leaky 3 --draws 20000 --inits 1000
 */
import * as tf from '@tensorflow/tfjs';
import { Command } from 'commander';
import { startBackend } from '../lib/backend';
import { Random } from '../lib/random';
import { permuted, predictWith, redrawn } from '../lib/reversal/controls';
import { judgeReversal, type ShuffledEvidence } from '../lib/reversal/criterion';
import { aboveChance, type Count, errorRate, judgePosition, total } from '../lib/reversal/findings';
import { inPercent } from '../lib/reversal/percent';
import { accuracyOf, hitsAt, type Predictions } from '../lib/reversal/predictions';
import {
  controlStrings,
  half,
  heldOut,
  heldOutStrings,
  type ReversalString,
  shuffledTargets,
  trainedKeys,
} from '../lib/reversal/task';
import { predictReversal, type Transformer, trainReversal, untrainedParams } from '../lib/reversal/train';
import type { ControlName, ReversalVerdict } from '../lib/reversal/verdict';
import { lowerTail, upperTail } from '../lib/statistics/binomial';
import { disposeTensors } from '../lib/training';
import { transformer } from '../solutions/06-transformer';
import { leaky } from '../tests/lib/reversal-variants';

const options = new Command()
  .option('--seeds <n>', 'trainings of the right model', Number, 200)
  .option('--from <n>', 'the first of their seeds, to go on after an interruption', Number, 1)
  .option('--shuffled <n>', 'how many of them are repeated with shuffled targets', Number, 100)
  .option('--leaky <n>', 'trainings of each leaky model', Number, 3)
  .option('--draws <n>', 'verdicts on drawn hits', Number, 20_000)
  .option('--inits <n>', 'models that are not trained', Number, 1000)
  .parse()
  .opts<{ seeds: number; from: number; shuffled: number; leaky: number; draws: number; inits: number }>();

const places = half - 1;
const random = new Random(2024);

/** Hits of a model that is right with probability `accuracy`, string by string. */
function drawHits(accuracy: number, trials = heldOutStrings): Count {
  let hits = 0;
  for (let trial = 0; trial < trials; trial += 1) hits += random.unit() < accuracy ? 1 : 0;
  return { hits, trials };
}

/** The columns of the controls; the last two only for the first `--shuffled` seeds. */
const controlNames: readonly ControlName[] = [
  'untrained',
  'redrawn',
  'permuted',
  'shuffled',
  'shuffled targets',
];

/** The share of `count` repetitions in which something holds. */
function share(count: number, holds: () => boolean): number {
  let found = 0;
  for (let repetition = 0; repetition < count; repetition += 1) found += holds() ? 1 : 0;
  return found / count;
}

function row(...cells: (string | number)[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function heading(title: string, ...columns: string[]): void {
  console.log(`\n### ${title}\n`);
  row(...columns);
  row(...columns.map(() => '---'));
}

const short = (value: number) =>
  value === 0 || value > 0.001 ? String(Number(value.toFixed(4))) : value.toExponential(1);

function simulateFalseAlarms(): void {
  heading('First half, model at chance', 'error rate of one test', 'bound for all six', 'seen');
  const verdicts = Array.from({ length: options.draws }, () => {
    const counts = Array.from({ length: places }, () => drawHits(0.1));
    return [...counts, total(counts)];
  });
  for (const rate of [1e-2, 1e-3, 1e-4, errorRate]) {
    const alarms = verdicts.filter((counts) => counts.some((count) => aboveChance(count, rate)));
    row(rate, short((places + 1) * rate), short(alarms.length / options.draws));
  }
}

/** The fewest hits for which something holds. */
function fewest(trials: number, holds: (count: Count) => boolean): number {
  let hits = 0;
  while (hits < trials && !holds({ hits, trials })) hits += 1;
  return hits;
}

function simulateLeaks(): void {
  const limit = fewest(heldOutStrings, (count) => aboveChance(count));
  const title = `First half, leak at one place (${limit} hits of ${heldOutStrings} fail)`;
  heading(title, 'accuracy there', 'slips through, exact', 'seen');
  for (const accuracy of [0.12, 0.13, 0.14, 0.15, 0.16, 0.17, 0.176]) {
    const slips = share(options.draws, () => judgePosition(1, drawHits(accuracy)).ok);
    row(accuracy, short(lowerTail(limit - 1, heldOutStrings, accuracy)), short(slips));
  }
}

function simulateSecondHalf(): void {
  const limit = fewest(heldOutStrings, (count) => judgePosition(half, count).ok);
  const title = `Second half, one place (${limit} hits of ${heldOutStrings} pass)`;
  heading(title, 'accuracy there', 'passes, exact', 'seen');
  for (const accuracy of [0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96]) {
    const passes = share(options.draws / 10, () => judgePosition(half, drawHits(accuracy)).ok);
    row(accuracy, short(upperTail(limit, heldOutStrings, accuracy)), short(passes));
  }
}

async function simulateUntrained(): Promise<void> {
  const strings = heldOut(7, 500);
  const seen: { middle: number; second: number }[] = [];
  for (let seed = 0; seed < options.inits; seed += 1) {
    const predictions = await predictUntrained(transformer, seed, strings);
    const middle = hitsAt(half, strings, predictions) / strings.length;
    seen.push({ middle, second: accuracyOf('second', strings, predictions) });
  }
  heading(`Untrained, ${options.inits} initialisations`, 'accuracy', 'mean', 'largest');
  for (const name of ['middle', 'second'] as const) {
    const values = seen.map((each) => each[name]);
    row(name === 'middle' ? 'place 6' : 'second half', short(mean(values)), short(Math.max(...values)));
  }
}

async function predictUntrained(
  model: Transformer,
  seed: number,
  strings: readonly ReversalString[],
): Promise<Predictions> {
  const params = untrainedParams(seed);
  const predictions = await predictReversal(model, params, strings);
  disposeTensors(params);
  return predictions;
}

interface Trained {
  readonly steps: number;
  readonly verdict: ReversalVerdict;
}

async function trainAndJudge(model: Transformer, seed: number): Promise<Trained> {
  const strings = heldOut(seed);
  const untrained = await predictUntrained(model, seed, strings.slice(0, controlStrings));
  const training = await trainReversal({ transformer: model, seed });
  const predictions = await predictReversal(model, training.params, strings);
  const verdict = judgeReversal({
    strings,
    predictions,
    untrained,
    redrawn: await predictWith(model, redrawn(seed), strings),
    permuted: await predictWith(model, permuted(training.params, seed), strings),
    shuffled: seed > options.shuffled ? undefined : await trainShuffled(model, seed, training.steps, strings),
    trainedOn: trainedKeys(seed, training.steps),
    training,
  });
  disposeTensors(training.params);
  return { steps: training.steps, verdict };
}

/** The same number of steps, from other weights, towards targets that say nothing. */
async function trainShuffled(
  model: Transformer,
  seed: number,
  maxSteps: number,
  strings: readonly ReversalString[],
): Promise<ShuffledEvidence> {
  const other = seed + 1_000_000;
  const { params } = await trainReversal({ transformer: model, seed: other, maxSteps, targets: 'shuffled' });
  const predictions = await predictReversal(model, params, strings.slice(0, controlStrings));
  disposeTensors(params);
  return { predictions, targets: shuffledTargets(other, 0, controlStrings) };
}

async function simulateTraining(models: Record<string, Transformer>, seeds: number): Promise<void> {
  const columns = Array.from({ length: 11 }, (_, index) => `${index + 1}`);
  heading('Trained: accuracy in %', 'model', 'seed', 'steps', ...columns, ...controlNames, 'verdict');
  for (const [name, model] of Object.entries(models)) {
    const trained: Trained[] = [];
    for (let seed = options.from; seed <= seeds; seed += 1) {
      const { steps, verdict } = await trainAndJudge(model, seed);
      const measured = [...verdict.positions, ...verdict.controls];
      row(name, seed, steps, ...measured.map(({ accuracy }) => inPercent(accuracy)), verdict.reason);
      trained.push({ steps, verdict });
    }
    if (trained.length > 0) summarise(name, trained);
  }
}

/** The extremes over all seeds, as one more row. */
function summarise(name: string, trained: readonly Trained[]): void {
  const steps = trained.map((each) => each.steps).sort((a, b) => a - b);
  const extremes = trained[0]?.verdict.positions.map(({ half }, index) => {
    const values = trained.map(({ verdict }) => verdict.positions[index]?.accuracy ?? 0);
    return half === 'first' ? `≤ ${inPercent(Math.max(...values))}` : `≥ ${inPercent(Math.min(...values))}`;
  });
  const reasons = trained.map(({ verdict }) => verdict.reason);
  const counts = [...new Set(reasons)].map(
    (reason) => `${reasons.filter((each) => each === reason).length} ${reason}`,
  );
  const all = trained.flatMap(({ verdict }) => verdict.controls);
  const largest = controlNames.map((control) => {
    const seen = all.filter(({ name }) => name === control).map(({ accuracy }) => accuracy);
    if (seen.length === 0) return `${control} not asked`;
    return `${control} ≤ ${inPercent(Math.max(...seen))}, mean ${inPercent(mean(seen))} (${seen.length})`;
  });
  row(
    `**${name}**`,
    'all',
    `${steps[0]}–${steps.at(-1)}`,
    ...(extremes ?? []),
    ...largest,
    counts.join(', '),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

await startBackend();
simulateFalseAlarms();
simulateLeaks();
simulateSecondHalf();
await simulateUntrained();
await simulateTraining({ right: transformer }, options.seeds);
await simulateTraining(leaky, options.leaky);
console.log(`\ntensors left: ${tf.memory().numTensors}`);
