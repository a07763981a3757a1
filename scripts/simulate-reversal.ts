/**
 * How often does the reversal criterion err? By drawing hits, by models that were never trained, and by really
 * training right and leaky ones. Prints the tables of docs/reversal.md:
 *
 *     node lib/cli/run.mjs scripts/simulate-reversal.ts --seeds 100 --leaky 3 --draws 20000 --inits 1000
 */
import * as tf from '@tensorflow/tfjs';
import { Command } from 'commander';
import { startBackend } from '../lib/backend';
import { Random } from '../lib/random';
import { judgeReversal } from '../lib/reversal/criterion';
import { aboveChance, type Count, errorRate, judgePosition, total } from '../lib/reversal/findings';
import { accuracyOf, hitsAt, type Predictions } from '../lib/reversal/predictions';
import { inPercent } from '../lib/reversal/sentence';
import { half, heldOut, heldOutStrings, type ReversalString, trainedKeys } from '../lib/reversal/task';
import { predictReversal, type Transformer, trainReversal, untrainedParams } from '../lib/reversal/train';
import type { ReversalVerdict } from '../lib/reversal/verdict';
import { lowerTail, upperTail } from '../lib/statistics/binomial';
import { disposeTensors } from '../lib/training';
import { transformer } from '../solutions/06-transformer';
import { leaky } from '../tests/lib/reversal-variants';

const options = new Command()
  .option('--seeds <n>', 'trainings of the right model', Number, 100)
  .option('--leaky <n>', 'trainings of each leaky model', Number, 3)
  .option('--draws <n>', 'verdicts on drawn hits', Number, 20_000)
  .option('--inits <n>', 'models that are not trained', Number, 1000)
  .parse()
  .opts<{ seeds: number; leaky: number; draws: number; inits: number }>();

const places = half - 1;
const random = new Random(2024);

/** Hits of a model that is right with probability `accuracy`, string by string. */
function drawHits(accuracy: number, trials = heldOutStrings): Count {
  let hits = 0;
  for (let trial = 0; trial < trials; trial += 1) hits += random.unit() < accuracy ? 1 : 0;
  return { hits, trials };
}

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
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    row(name === 'middle' ? 'place 6' : 'second half', short(mean), short(Math.max(...values)));
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
  const untrained = await predictUntrained(model, seed, strings);
  const training = await trainReversal({ transformer: model, seed });
  const predictions = await predictReversal(model, training.params, strings);
  disposeTensors(training.params);
  const trainedOn = trainedKeys(seed, training.steps);
  const verdict = judgeReversal({ strings, predictions, untrained, trainedOn, training });
  return { steps: training.steps, verdict };
}

async function simulateTraining(models: Record<string, Transformer>, seeds: number): Promise<void> {
  const columns = Array.from({ length: 11 }, (_, index) => `${index + 1}`);
  heading('Trained: accuracy per place in %', 'model', 'seed', 'steps', ...columns, 'verdict');
  for (const [name, model] of Object.entries(models)) {
    const trained: Trained[] = [];
    for (let seed = 1; seed <= seeds; seed += 1) {
      const { steps, verdict } = await trainAndJudge(model, seed);
      row(name, seed, steps, ...verdict.positions.map((place) => inPercent(place.accuracy)), verdict.reason);
      trained.push({ steps, verdict });
    }
    if (seeds > 0) summarise(name, trained);
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
  row(`**${name}**`, 'all', `${steps[0]}–${steps.at(-1)}`, ...(extremes ?? []), counts.join(', '));
}

await startBackend();
simulateFalseAlarms();
simulateLeaks();
simulateSecondHalf();
await simulateUntrained();
await simulateTraining({ right: transformer }, options.seeds);
await simulateTraining(leaky, options.leaky);
console.log(`\ntensors left: ${tf.memory().numTensors}`);
