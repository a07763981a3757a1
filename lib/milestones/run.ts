/** One milestone from the text to the verdict: prepares, trains, asks, and judges. */
import { checklist } from '../language-model/checklist';
import type { TransformerParams } from '../parameters';
import { Random } from '../random';
import { always, controlChunk, permuted, type WeightsOf } from '../reversal/controls';
import { disposeTensors } from '../training';
import { unigram } from './baselines';
import { shuffledTargets } from './draws';
import { leakingPlaces } from './leak';
import { disposeRequest, type Learner, requestOf } from './learner';
import { type Answers, answersOf } from './scores';
import type { HeldOut, MilestoneTask, Prepared, Rows, TrainingData } from './task';
import { WrongExamples } from './text-functions';
import type { LossStep, MilestoneTrained } from './train';
import { type ControlKind, judgeMilestone, type MilestoneVerdict, wrongExamples } from './verdict';

export interface RunOptions {
  /** A seed for each purpose; one says nothing about another. */
  readonly purpose: (name: string) => number;
  /** Whether a model that has learned is trained once more, on shuffled targets. */
  readonly shuffled: boolean;
  /** Called before and after each training: here a process can end that remembers. */
  readonly apart?: (() => void) | undefined;
}

/** What came of it, with all that somebody else needs to check it. The caller disposes start and params. */
export interface MilestoneRun {
  readonly verdict: MilestoneVerdict;
  readonly history: readonly LossStep[];
  readonly trained?: TrainedModel | undefined;
}

export interface TrainedModel {
  readonly prepared: Prepared;
  readonly heldOut: HeldOut;
  readonly start: TransformerParams;
  readonly params: TransformerParams;
  readonly answers: Answers;
  readonly ended: MilestoneTrained['ended'];
  /** Flat logits of the first rows, with weights that hold no skill. */
  readonly samples: readonly { readonly weightsOf: WeightsOf; readonly logits: ArrayLike<number> }[];
}

/** Seeds of purposes from one seed. */
export function purposesOf(seed: number): RunOptions['purpose'] {
  return (name) =>
    new Random(seed, ...[...name].map((letter) => letter.codePointAt(0) ?? 0)).below(1_000_000);
}

/** @throws whatever the functions throw */
export async function runMilestone(
  task: MilestoneTask,
  learner: Learner,
  options: RunOptions,
): Promise<MilestoneRun> {
  const { purpose } = options;
  const prepared = await prepareOrExplain(task, learner, purpose('text'));
  if ('reason' in prepared) return { verdict: prepared, history: [] };
  const heldOut = prepared.heldOut(purpose('held out'));
  const data = prepared.training(purpose('batches'));
  const start = prepared.start(purpose('training'));
  const first = heldOut.inputs.slice(0, controlChunk);
  await learner.ask(task, start, first, prepared.config);
  const { params, history, ended } = await trainOnce(task, learner, prepared, { start, data, options });
  const weights: Weights = {
    trained: always(params),
    untrained: always(start),
    redrawn: redrawn(prepared, purpose('redrawn')),
    permuted: permuted(params, purpose('permuted')),
  };
  const { answers, samples } = await askBlindly(task, learner, prepared, {
    heldOut,
    weights,
    order: purpose('order'),
  });
  const evidence = {
    heldOut,
    trained: answers.trained as Answers,
    controls: controlsOf(answers),
    leaking: isCausal(task)
      ? await leakingPlaces((rows) => learner.ask(task, params, rows, prepared.config), heldOut.inputs)
      : [],
    broken: ended === 'not a number',
    guess: Math.log(start.output.bias.size),
  };
  const trained = { prepared, heldOut, start, params, answers: evidence.trained, ended, samples };
  const verdict = judgeMilestone(task, evidence);
  const symptoms = { task, learner, prepared, start, params, history, broken: evidence.broken, data };
  if (verdict.passed && options.shuffled) {
    const control = await shuffledControl(task, learner, prepared, { data, heldOut, options });
    return {
      verdict: judgeMilestone(task, { ...evidence, controls: [...evidence.controls, control] }),
      history,
      trained,
    };
  }
  if (verdict.reason !== 'not learned' && verdict.reason !== 'not a number')
    return { verdict, history, trained };
  return { verdict: judgeMilestone(task, evidence, await checksOf(symptoms)), history, trained };
}

async function prepareOrExplain(
  task: MilestoneTask,
  learner: Learner,
  seed: number,
): Promise<Prepared | MilestoneVerdict> {
  try {
    return await task.prepare(learner.text, seed);
  } catch (error) {
    if (error instanceof WrongExamples) return wrongExamples(error.message);
    throw error;
  }
}

/** Only a model that predicts the next token must not see it. */
function isCausal({ loop }: MilestoneTask): boolean {
  return loop === 'own' || loop === 'transformer';
}

interface TrainingOf {
  readonly start: TransformerParams;
  readonly data: TrainingData;
  readonly options: RunOptions;
}

async function trainOnce(
  task: MilestoneTask,
  learner: Learner,
  { config }: Prepared,
  { start, data, options }: TrainingOf,
): Promise<MilestoneTrained> {
  options.apart?.();
  const request = requestOf(task, config, { start, data, seed: options.purpose('hiding') });
  try {
    return await learner.train(task, request);
  } finally {
    disposeRequest(request);
    options.apart?.();
  }
}

/** The same training towards targets in a random order: as many steps, from other weights. */
async function shuffledControl(
  task: MilestoneTask,
  learner: Learner,
  prepared: Prepared,
  { data, heldOut, options }: { data: TrainingData; heldOut: HeldOut; options: RunOptions },
): Promise<{ name: ControlKind; answers: Answers }> {
  const { purpose } = options;
  const start = prepared.start(purpose('shuffled start'));
  const shuffled = shuffledTargets(data, purpose('shuffled targets'));
  const { params } = await trainOnce(task, learner, prepared, { start, data: shuffled, options });
  const weights: Weights = { shuffled: always(params), redrawn: redrawn(prepared, purpose('redrawn again')) };
  const { answers } = await askBlindly(task, learner, prepared, {
    heldOut,
    weights,
    order: purpose('order again'),
  });
  disposeTensors([start, params]);
  return { name: 'shuffled', answers: answers.shuffled as Answers };
}

type Kind = ControlKind | 'trained';
type Weights = Partial<Record<Kind, WeightsOf>>;

/** For each chunk of rows weights of another draw. */
function redrawn(prepared: Prepared, seed: number): WeightsOf {
  return (chunk) => prepared.start(new Random(seed, chunk).below(1_000_000));
}

/** Asks the same rows with several kinds of weights in a random order: nothing but the weights tells the questions apart. */
async function askBlindly(
  task: MilestoneTask,
  learner: Learner,
  { config }: Prepared,
  { heldOut, weights, order }: { heldOut: HeldOut; weights: Weights; order: number },
) {
  const chunks = Math.ceil(heldOut.inputs.length / controlChunk);
  const questions = (Object.entries(weights) as [Kind, WeightsOf][]).flatMap(([kind, weightsOf]) =>
    Array.from({ length: chunks }, (_, chunk) => ({ kind, weightsOf, chunk })),
  );
  const parts: Partial<Record<Kind, Answers[]>> = {};
  const samples: TrainedModel['samples'][number][] = [];
  for (const { kind, weightsOf, chunk } of new Random(order).shuffle(questions)) {
    const part = (rows: Rows) => rows.slice(chunk * controlChunk, (chunk + 1) * controlChunk);
    const params = weightsOf(chunk);
    const logits = await learner.ask(task, params, part(heldOut.inputs), config);
    disposeTensors(params);
    const known = parts[kind] ?? [];
    known[chunk] = answersOf(logits, part(heldOut.targets));
    parts[kind] = known;
    if (chunk === 0 && (kind === 'redrawn' || kind === 'permuted')) samples.push({ weightsOf, logits });
  }
  const answers = Object.fromEntries(Object.entries(parts).map(([kind, all]) => [kind, together(all)]));
  return { answers: answers as Partial<Record<Kind, Answers>>, samples };
}

function together(parts: readonly Answers[]): Answers {
  return { losses: parts.flatMap(({ losses }) => losses), choices: parts.flatMap(({ choices }) => choices) };
}

function controlsOf(answers: Partial<Record<Kind, Answers>>) {
  return (['untrained', 'redrawn', 'permuted'] as const).flatMap((name) => {
    const found = answers[name];
    return found ? [{ name, answers: found }] : [];
  });
}

interface Case {
  readonly task: MilestoneTask;
  readonly learner: Learner;
  readonly prepared: Prepared;
  readonly start: TransformerParams;
  readonly params: TransformerParams;
  readonly history: readonly LossStep[];
  readonly broken: boolean;
  readonly data: TrainingData;
}

/** Passages that the checklist reads. */
const readByChecklist = 20;

async function checksOf({ task, learner, prepared, start, params, history, broken, data }: Case) {
  const { config } = prepared;
  const held = prepared.heldOut(0);
  const passages = held.inputs
    .slice(0, readByChecklist)
    .map((row, index) => [...row, held.targets[index]?.at(-1) ?? 0]);
  const alone = unigram(data.inputs.flat(), config.vocab);
  const tokens = passages.flatMap((passage) => passage.slice(1));
  const next = {
    ask: (weights: TransformerParams, rows: Rows) => learner.ask(task, weights, rows, config),
    passages,
    unigram: tokens.reduce((sum, token) => sum + alone(token, 0), 0) / tokens.length,
  };
  return await checklist({
    choices: start.output.bias.size,
    losses: history.map(({ loss }) => loss),
    broken,
    targets: task.batch * (data.targets[0]?.length ?? 1),
    before: start,
    after: params,
    next: isCausal(task) ? next : undefined,
  });
}
