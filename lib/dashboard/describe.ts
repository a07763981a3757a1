/** From the record of a run to what the page says of it. */
import { evenly } from '../charts/thin';
import type { RunRecord } from '../language-model/read-run';
import type { RunConfig, StepMetrics } from '../language-model/run-files';
import { duration } from '../language-model/show';
import type { RunDetail, RunSummary, Sample, State } from './view';

/** More samples than this are thinned out; more characters of one are cut off. */
const most = { samples: 100, characters: 4000 };

/** By how much the validation loss has to be above its best to be called worse, in nats. */
const worse = 0.005;

/** @param trained - whether a process trains it at the moment */
export function summaryOf(run: RunRecord, trained: boolean): RunSummary {
  const last = run.metrics.at(-1);
  const look = run.result?.validation ?? looksOf(run).at(-1)?.validation;
  const steps = run.config?.settings.steps ?? last?.step ?? 0;
  const state = stateOf(run, trained);
  const { name } = run;
  const step = run.result?.steps ?? last?.step ?? 0;
  return { name, state, step, steps, remark: remarkOf(run, state), ...figuresOf(look) };
}

/** JSON has `null` for what is no number. */
function figuresOf(look: { loss: number | null; perplexity: number | null } | undefined) {
  return { loss: look?.loss ?? undefined, perplexity: look?.perplexity ?? undefined };
}

function stateOf({ config, result }: RunRecord, trained: boolean): State {
  if (!config) return 'damaged';
  if (result) return 'finished';
  return trained ? 'going on' : 'interrupted';
}

function remarkOf({ name, config, metrics, result, problems }: RunRecord, state: State): string {
  if (state === 'damaged') return problems[0] ?? '';
  if (result)
    return `${result.ended === 'ran out of steps' ? 'took' : `${result.ended}, after`} ${duration(result.seconds)}`;
  if (state === 'interrupted') return `npm run train -- --resume ${name}`;
  const steps = config?.settings.steps ?? 0;
  if (metrics.at(-1)?.step === steps) return 'looks at the whole validation text';
  return timeLeft(metrics, steps);
}

/** At the pace of the last steps. */
function timeLeft(metrics: readonly StepMetrics[], steps: number): string {
  const recent = metrics.slice(-50);
  const [first, last] = [recent[0], recent.at(-1)];
  if (!first || !last || last.step === first.step) return 'has begun';
  const pace = (last.seconds - first.seconds) / (last.step - first.step);
  return `${duration(pace * (steps - last.step))} left`;
}

export function detailOf(run: RunRecord, trained: boolean, colour: number): RunDetail {
  return {
    ...summaryOf(run, trained),
    colour,
    facts: run.config ? factsOf(run.config) : [],
    samples: samplesOf(run),
    problems: run.problems,
    notes: notesOf(run),
  };
}

function samplesOf({ samples }: RunRecord): Sample[] {
  return evenly(samples, most.samples).map(({ step, text }) => ({
    step,
    text: text.length > most.characters ? `${text.slice(0, most.characters)} …` : text,
  }));
}

function notesOf(run: RunRecord): string[] {
  const { result } = run;
  const notes =
    result?.ended === 'not a number'
      ? [`The loss of step ${result.steps + 1} is not a number: take a smaller learning rate.`]
      : [];
  const looks = looksOf(run).map(({ step, validation }) => ({
    step,
    loss: validation?.loss ?? Number.POSITIVE_INFINITY,
  }));
  const last = looks.at(-1);
  const best = looks.reduce(
    (least, look) => (look.loss < (least?.loss ?? Number.POSITIVE_INFINITY) ? look : least),
    last,
  );
  if (!last || !best || last.loss - best.loss <= worse) return notes;
  const got = `The validation loss got worse: it was ${best.loss.toFixed(3)} after step ${best.step}, and ${last.loss.toFixed(3)} after step ${last.step}.`;
  return [...notes, `${got} The model that is kept is the last one, not the best one.`];
}

function looksOf({ metrics }: RunRecord): StepMetrics[] {
  return metrics.filter(({ validation }) => validation);
}

/** Everything that decides about a run, and what it ran with. */
function factsOf({
  settings,
  text,
  model,
  parameters,
  backend,
  versions,
  started,
}: RunConfig): [string, string][] {
  const { name: _name, backend: _wish, text: _text, ...others } = settings;
  const { training, validation } = text.tokens;
  const facts: Record<string, unknown> = {
    text: text.name,
    ...others,
    parameters: parameters.toLocaleString('en'),
    vocabulary: model.vocab.toLocaleString('en'),
    'training tokens': training.toLocaleString('en'),
    'validation tokens': validation.toLocaleString('en'),
    backend,
    ...versions,
    started: `${started.slice(0, 16).replace('T', ' ')} UTC`,
  };
  // Not String(): what is in a damaged file may have a toString of its own.
  const textOf = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  return Object.entries(facts).map(([name, value]) => [name, textOf(value)]);
}
