/** What a training shows: what begins, how it goes, what came out. */
import chalk from 'chalk';
import type { Evaluation } from '../optimisation';
import { percent } from '../reversal/percent';
import { startProgress } from '../terminal/progress';
import { type Run, type RunOutcome, runTraining } from './run';
import type { RunConfig, SampleRecord, StepMetrics } from './run-files';

const count = (number: number) => Math.round(number).toLocaleString('en');

/** Two lines on text and model. */
export function announce({ name, text, model, parameters, settings }: RunConfig): void {
  const { all, training, validation } = text.tokens;
  console.error(
    `${text.name}: ${count(all)} tokens (${settings.tokenizer}s, ${count(model.vocab)} different), ` +
      `${count(training)} to train on, ${count(validation)} to validate on`,
  );
  console.error(
    `${name}: ${count(parameters)} parameters, layers ${model.layers}, dModel ${model.dModel}, seq ${model.seq}`,
  );
}

/** Trains with a progress bar, or with plain lines where there is no terminal; the last sample comes after it. */
export async function showProgress(run: Run): Promise<RunOutcome> {
  const { steps } = run.config.settings;
  const progress = startProgress({ label: 'training', total: steps });
  const noteOf = notes(steps);
  let [note, sample] = ['', ''];
  const onStep = (metrics: StepMetrics) => {
    note = noteOf(metrics);
    progress.update(metrics.step, note);
  };
  const onSample = ({ text }: SampleRecord) => {
    sample = `\n${text}\n`;
  };
  const onLastLook = (step: number) => progress.update(step, `${note}  looking at the whole validation text`);
  try {
    return await runTraining({ ...run, onStep, onSample, onLastLook });
  } finally {
    progress.stop();
    console.log(sample);
  }
}

/** What is said of each step: losses, pace, and how long it will still take. */
function notes(steps: number): (metrics: StepMetrics) => string {
  const began = performance.now();
  let [done, validation] = [0, ''];
  return ({ step, loss, tokensPerSecond, validation: look }) => {
    done += 1;
    if (look) validation = `  validation ${look.loss.toFixed(3)}`;
    const left = ((performance.now() - began) / 1000 / done) * (steps - step);
    return `loss ${loss.toFixed(3)}${validation}  ${count(tokensPerSecond)} tokens/s  ${duration(left)} left`;
  };
}

/** As `2m 05s`. */
export function duration(seconds: number): string {
  const whole = Math.round(seconds);
  const [minutes, rest] = [Math.floor(whole / 60), `${whole % 60}s`];
  if (minutes === 0) return rest;
  if (minutes < 60) return `${minutes}m ${rest.padStart(3, '0')}`;
  return `${Math.floor(minutes / 60)}h ${`${minutes % 60}m`.padStart(3, '0')}`;
}

/** What came out, and what to do next. */
export function conclude({ name, text, model }: RunConfig, { ended, step, result }: RunOutcome): void {
  if (!result) {
    console.log(`Interrupted after step ${step}: npm run train -- --resume ${name} goes on from there.`);
    return;
  }
  const reasons = {
    'ran out of steps': `${chalk.green('✔')} trained for ${step} steps`,
    'stopped early': `${chalk.green('✔')} stopped early after ${step} steps: the validation loss falls no more`,
    'not a number': `${chalk.red('✘')} the loss of step ${step + 1} is not a number: take a smaller --learning-rate`,
  } as const;
  if (ended !== 'interrupted') console.log(`${reasons[ended]}, in ${duration(result.seconds)}`);
  console.log(`On text it was not trained on: ${inWords(result.validation)}`);
  console.log(
    chalk.dim(
      `A model that knows nothing of ${text.name} has a loss of ${Math.log(model.vocab).toFixed(3)}.`,
    ),
  );
  console.log(`Recorded in runs/${name}. Next: npm run sample -- ${name}`);
}

function inWords({ loss, perplexity, accuracy }: Evaluation): string {
  return `loss ${loss.toFixed(3)}, perplexity ${perplexity.toFixed(2)}, ${percent(accuracy)} of the next tokens guessed`;
}
