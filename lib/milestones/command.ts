/** `npm run milestone -- NAME`: trains a model of the language-model track and says what it has learned. */
import chalk from 'chalk';
import { Command } from 'commander';
import { startBackend } from '../backend';
import { interruptible } from '../cli/interruptible';
import { readSeed } from '../cli/seed-option';
import { exitCode, UsageError } from '../cli/start';
import { milestoneOf, milestonesOf, reversalMilestone } from '../course';
import { reversalCommand } from '../reversal/command';
import { percent } from '../reversal/percent';
import { explainError } from '../reversal/student-error';
import { startProgress } from '../terminal/progress';
import { disposeTensors } from '../training';
import { milestoneTasks, taskOf } from './index';
import { localLearner, type Stages } from './learner';
import { type MilestoneRun, purposesOf, runMilestone } from './run';
import type { MilestoneTask } from './task';
import type { StudentFunctions } from './train';
import type { MilestoneVerdict } from './verdict';

interface Options {
  readonly seed: number;
  readonly backend?: string;
  readonly verbose?: true;
}

/**
 * @param argv - the stem of a milestone, `--seed`, `--backend`, `--verbose`
 * @returns the exit code: 0 when learned, or not started; 1 when not learned; 130 after Ctrl-C
 * @throws {UsageError} when there is no such milestone
 */
export async function milestoneCommand(argv: readonly string[]): Promise<number> {
  const command = readCommand(argv);
  const [name = ''] = command.args;
  if (name === reversalMilestone.stem) return reversalCommand(argv.filter((word) => word !== name));
  const task = taskNamed(name);
  const { seed, backend, verbose } = command.opts<Options>();
  // The frame of the student must still be there below those of TensorFlow.js.
  Error.stackTraceLimit = 50;
  const { why } = await startBackend({ prefer: backend });
  console.error(chalk.dim(why));
  try {
    return await trainAndTell(task, studentStages, seed);
  } catch (error) {
    return explainError(error, verbose === true, milestoneOf(task.stem).title);
  }
}

function readCommand(argv: readonly string[]): Command {
  const names = [reversalMilestone, ...milestonesOf('language-model')].map(({ stem }) => stem).join(', ');
  return new Command('npm run milestone --')
    .description('Trains your functions on one of the graded tasks and judges what they have learned.')
    .argument('<name>', names)
    .option('--seed <integer>', 'fixes the weights, the batches and the judged passages', readSeed, 1)
    .option('--backend <name>', 'native, wasm or cpu; the fastest when not given')
    .option('-v, --verbose', 'where an error came from, in full')
    .exitOverride()
    .parse(argv, { from: 'user' });
}

function taskNamed(name: string): MilestoneTask {
  if (milestoneTasks.some(({ stem }) => stem === name)) return taskOf(name);
  const names = [reversalMilestone.stem, ...milestoneTasks.map(({ stem }) => stem)].join(', ');
  throw new UsageError(`Unknown milestone "${name}": expected ${names}`);
}

/** The student's files; with the condition `solutions` the reference. */
const studentStages: Stages = async (stem) => {
  const modules: Record<string, () => Promise<Record<string, unknown>>> = {
    '06-transformer': () => import('#impl/06-transformer'),
    '07-text': () => import('#impl/07-text'),
    '09-training': () => import('#impl/09-training'),
    '11-encoder': () => import('#impl/11-encoder'),
  };
  const found = (await modules[stem]?.()) ?? {};
  return (name) => {
    if (typeof found[name] === 'function') return found[name] as ReturnType<StudentFunctions>;
    throw new TypeError(`exercises/${stem}.ts exports no function \`${name}\``);
  };
};

/**
 * Trains, judges and prints.
 *
 * @returns the exit code
 * @throws whatever the functions throw
 */
export async function trainAndTell(task: MilestoneTask, stages: Stages, seed: number): Promise<number> {
  const { verdict, trained } = await trainVisibly(task, stages, seed);
  const interrupted = trained?.ended === 'interrupted';
  disposeTensors([trained?.start, trained?.params]);
  console.log(['', ...statementLines(task, verdict), ''].join('\n'));
  if (interrupted) {
    console.log('Interrupted: this is what it knows so far, and no verdict.\n');
    return exitCode.interrupted;
  }
  console.log(
    `${verdict.passed ? chalk.green('✔ passed') : chalk.red('✘ not passed')}  ${verdict.sentence}\n`,
  );
  const checks = verdict.checks.map(
    ({ ok, sentence }) => `${ok ? chalk.green('✔') : chalk.red('✘')} ${sentence}`,
  );
  if (checks.length > 0) console.log(`${chalk.bold('What the checklist says')}\n${checks.join('\n')}\n`);
  return verdict.passed ? exitCode.ok : exitCode.failed;
}

/** Trains with a progress bar. The first Ctrl-C ends the training, a second one the process. */
async function trainVisibly(task: MilestoneTask, stages: Stages, seed: number): Promise<MilestoneRun> {
  const progress = startProgress({ label: 'training', total: task.steps });
  try {
    return await interruptible((signal) => {
      const learner = localLearner(stages, {
        signal,
        onStep: ({ step, loss }) => {
          const last = step === task.steps ? '  now it is asked' : '';
          progress.update(step, `loss ${loss.toFixed(2)}${last}`);
        },
      });
      return runMilestone(task, learner, { purpose: purposesOf(seed), shuffled: false });
    });
  } finally {
    progress.stop();
  }
}

/** Losses and statements, one line each. */
function statementLines({ piece }: MilestoneTask, { losses, statements }: MilestoneVerdict): string[] {
  return [
    ...losses.map(
      ({ name, loss }) =>
        `${name.padEnd(10)} loss ${loss.toFixed(2)}, perplexity ${Math.exp(loss).toFixed(1)}`,
    ),
    ...statements.map(({ name, hits, trials, lower, level, ok }) => {
      const sign = ok ? chalk.green('✔') : chalk.red('✘');
      return `${sign} better than ${name}: ${hits} of ${trials} ${piece}s, beyond doubt ${percent(lower)} of all; needed is more than ${percent(level)}`;
    }),
  ];
}
