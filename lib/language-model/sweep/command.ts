/** `npm run sweep`: trains all models of a config, and puts them and the bigram baseline into one table. */
import { availableParallelism } from 'node:os';
import { join, relative, resolve } from 'node:path';
import chalk from 'chalk';
import { Command, InvalidArgumentError } from 'commander';
import { interruptible } from '../../cli/interruptible';
import { exitCode, userFolder } from '../../cli/start';
import { root } from '../../root';
import { startProgress } from '../../terminal/progress';
import { readRun } from '../read-run';
import { runsFolder } from '../run-folder';
import { duration } from '../show';
import type { Ending } from './child';
import { readSweep, type SweepModel, type SweepPlan } from './plan';
import { isTrained, refuseOtherSettings, runSweep, type SweepEndings, workOf } from './sweep';
import { tableOf } from './table';
import { writeTable } from './table-files';
import { markdownOf } from './table-text';

interface Options {
  readonly config?: string;
  readonly name?: string;
  readonly jobs: number;
}

/** What is trained when no config is given. */
const usualConfig = 'configs/sweep-ten.json';

/**
 * @param argv - `--config`, `--name`, `--jobs`
 * @param runs - the folder of all runs
 * @returns the exit code: 0 when all are trained, or nothing is started; 1 when some failed; 130 after Ctrl-C
 */
export async function sweepCommand(argv: readonly string[], runs: string = runsFolder): Promise<number> {
  const { config, name, jobs } = readOptions(argv);
  const file = config === undefined ? join(root, usualConfig) : resolve(userFolder(), config);
  const plan = await readSweep(file, name);
  refuseOtherSettings(plan, runs);
  const done = plan.models.filter((model) => isTrained(model, runs)).length;
  const kept = done === 0 ? '' : `, ${done} of them trained already`;
  console.error(`${plan.name}: ${plan.models.length} models${kept}; ${jobs} at a time`);
  return interruptible(async (signal) => {
    const endings = await showSweep(plan, runs, jobs, signal);
    return conclude(plan, runs, endings, signal.aborted);
  });
}

function readOptions(argv: readonly string[]): Options {
  return new Command('npm run sweep --')
    .description('Trains all models of a config, each as a run in runs/, and compares them in one table.')
    .option('--config <file>', `the models in JSON (${usualConfig})`)
    .option('--name <name>', 'of the sweep: its folder in runs/, and what the names of its runs begin with')
    .option(
      '--jobs <number>',
      'trainings at a time (as many as there are cores)',
      wholeNumber,
      availableParallelism(),
    )
    .option('-v, --verbose', 'where an error came from, in full')
    .exitOverride()
    .parse(argv as string[], { from: 'user' })
    .opts<Options>();
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 64) return value;
  throw new InvalidArgumentError('Expected a whole number from 1 to 64.');
}

/** Runs the sweep with one bar for all models. */
async function showSweep(
  plan: SweepPlan,
  runs: string,
  jobs: number,
  signal: AbortSignal,
): Promise<SweepEndings> {
  const steps = new Map(plan.models.map((model) => [model, doneSteps(model, runs)]));
  const total = plan.models.reduce((sum, { settings }) => sum + settings.steps, 0);
  const progress = startProgress({ label: plan.name, total });
  const left = timeLeft(steps);
  const show = () => {
    const done = [...steps.values()].reduce((sum, step) => sum + step, 0);
    const trained = plan.models.filter((model) => isTrained(model, runs)).length;
    progress.update(done, `${trained} of ${plan.models.length} models  ${left(steps)}`);
  };
  const onStep = (model: SweepModel, step: number) => {
    steps.set(model, step);
    show();
  };
  const onEnd = (model: SweepModel, ending: Ending) => {
    if (ending.kind === 'trained' && !ending.interrupted) steps.set(model, model.settings.steps);
    show();
  };
  try {
    return await runSweep({ plan, runs, jobs, signal, onStep, onEnd });
  } finally {
    progress.stop();
  }
}

/** A training that was stopped early has no step to go. */
function doneSteps(model: SweepModel, runs: string): number {
  if (isTrained(model, runs)) return model.settings.steps;
  return readRun(join(runs, model.settings.name ?? '')).metrics.at(-1)?.step ?? 0;
}

/** Tells how long the rest takes, by the work done since now: steps of a large model take longer. */
function timeLeft(steps: ReadonlyMap<SweepModel, number>) {
  const workDone = (at: ReadonlyMap<SweepModel, number>) =>
    [...at].reduce((sum, [{ settings }, step]) => sum + (workOf(settings) * step) / settings.steps, 0);
  const [began, before] = [performance.now(), workDone(steps)];
  const all = [...steps.keys()].reduce((sum, { settings }) => sum + workOf(settings), 0);
  return (now: ReadonlyMap<SweepModel, number>): string => {
    const done = workDone(now);
    // The first steps are slow, and say nothing of the others.
    if (done - before < all / 200) return '';
    const seconds = (performance.now() - began) / 1000;
    return `${duration((seconds / (done - before)) * (all - done))} left`;
  };
}

async function conclude(
  plan: SweepPlan,
  runs: string,
  endings: SweepEndings,
  interrupted: boolean,
): Promise<number> {
  const failures = [...endings.baselines.values(), ...endings.models.values()].filter(
    (ending) => ending.kind === 'failed',
  );
  const notStarted = failures.find((failure) => failure.notStarted);
  if (notStarted) {
    console.log(notStarted.reason);
    return exitCode.ok;
  }
  const rows = tableOf(plan, runs, endings);
  const page = await writeTable(plan, runs, rows);
  console.log(`\n${markdownOf(rows)}`);
  if (interrupted) console.log('Interrupted: the same command goes on from there.');
  else if (failures.length > 0)
    console.log(`${chalk.red('✘')} ${failures.length} failed; the table says why`);
  else console.log(`${chalk.green('✔')} trained: ${plan.models.length} of ${plan.models.length} models`);
  console.log(`${relative(root, page)}, with table.md and table.csv beside it. Next: npm run dashboard`);
  if (interrupted) return exitCode.interrupted;
  return failures.length > 0 ? exitCode.failed : exitCode.ok;
}
