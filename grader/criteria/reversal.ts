/** The reversal milestone of a submission: it trains in its own process, the judging happens here. */
import { reversalMilestone } from '../../lib/course';
import type { TransformerParams } from '../../lib/parameters';
import { always, controlChunk, oneForEach, permuted } from '../../lib/reversal/controls';
import { judgeReversal } from '../../lib/reversal/criterion';
import type { Predictions } from '../../lib/reversal/predictions';
import { controlStrings, reversalTraining, shuffledTargets } from '../../lib/reversal/task';
import type { TrainingStep } from '../../lib/reversal/verdict';
import { disposeTensors } from '../../lib/training';
import { derivedSeed } from '../seed';
import type { TrainingRequest } from '../subject/protocol';
import type { Subject } from '../subject/subject';
import { checkProvenance, type GradedVerdict, type Resemblance, resemblanceOf } from './provenance';
import { type Answers, askBlindly, askFor, askOpenly } from './questions';
import { type ReversalGiven, reversalGiven } from './reversal-given';
import { type ReceivedTraining, readTraining } from './trained';

const stage = reversalMilestone.trains;

/** Gives the seed for one purpose. */
type Purpose = (name: string) => number;

export interface ReversalGrading {
  readonly verdict: GradedVerdict;
  readonly resemblance: Resemblance;
  readonly history: readonly TrainingStep[];
  readonly params: TransformerParams;
}

/**
 * Trains and judges. What the submission's process says of its own loss explains, and decides nothing: the
 * predictions are made from logits that this process asks for.
 *
 * Each training has a process of its own, and so have the questions: there nothing is left of a training but the
 * weights. A model that passes and that the reference cannot vouch for is trained once more, towards shuffled targets, and
 * asked all questions again. docs/reversal.md says which cheats that leaves without a place to hide.
 *
 * @param answers - whether it is known that the function answers, and in time; otherwise it is asked once before the
 *   training, which may last
 * @throws {SubjectError} when the submission does not answer, or answers with something else than asked for
 */
export async function gradeReversal(
  subject: Subject,
  seed: number,
  { answers }: { readonly answers: boolean },
): Promise<ReversalGrading> {
  const purpose: Purpose = (name) => derivedSeed(seed, name);
  const given = reversalGiven(seed);
  if (!answers) await askFor(subject, given.start, given.strings.slice(0, controlChunk));
  const training = await trainAlone(subject, { seed: purpose('training') }, given.start);
  const asked = await ask(subject, purpose, given, training.params);
  let judged = judge(asked, purpose, given, training);
  if (judged.verdict.passed && judged.resemblance === 'another model') {
    const shuffled = await trainShuffled(subject, purpose('shuffled'), given.start, training);
    judged = judge(await ask(subject, purpose, given, training.params, shuffled), purpose, given, training);
    disposeTensors(shuffled);
  }
  return { ...judged, history: training.history, params: training.params };
}

/** What the model predicts with each kind of weights, for all strings or the first of them. */
interface Asked {
  readonly untrained: Predictions;
  readonly trained: Predictions;
  readonly redrawn: Predictions;
  readonly permuted: Predictions;
  readonly shuffled?: Predictions | undefined;
  readonly resemblance: Resemblance;
}

/**
 * Asks with all kinds of weights.
 *
 * @param shuffled - the weights after the control
 */
async function ask(
  subject: Subject,
  purpose: Purpose,
  { strings, start, ...given }: ReversalGiven,
  params: TransformerParams,
  shuffled?: TransformerParams,
): Promise<Asked> {
  const trained = always(params);
  const blank = { redrawn: oneForEach(given.redrawn), permuted: permuted(params, purpose('permuted')) };
  const first = await askBlindly(
    subject,
    { strings: strings.slice(0, controlStrings), firstChunk: 0, order: purpose('order') },
    { untrained: always(start), trained, ...blank, shuffled: shuffled && always(shuffled) },
  );
  const resemblance = resemblanceOf(strings, [
    { weightsOf: blank.redrawn, logits: first.redrawn.firstLogits },
    { weightsOf: blank.permuted, logits: first.permuted.firstLogits },
  ]);
  const others = strings.slice(controlStrings);
  const place = { firstChunk: controlStrings / controlChunk, order: purpose('order of the rest') };
  // What the reference can check needs no hiding, and no controls.
  const rest: Partial<Record<keyof typeof first, Answers>> =
    resemblance === 'same model'
      ? { trained: await askOpenly(subject, params, others) }
      : await askBlindly(subject, { strings: others, ...place }, { trained, ...blank });
  const all = (kind: keyof typeof blank | 'trained') => [
    ...first[kind].predictions,
    ...(rest[kind]?.predictions ?? []),
  ];
  return {
    untrained: first.untrained.predictions,
    trained: all('trained'),
    redrawn: all('redrawn'),
    permuted: all('permuted'),
    shuffled: first.shuffled?.predictions,
    resemblance,
  };
}

function judge(
  { trained: predictions, shuffled, resemblance, ...answers }: Asked,
  purpose: Purpose,
  { strings, start, trainedOn }: ReversalGiven,
  training: Training,
): Pick<ReversalGrading, 'verdict' | 'resemblance'> {
  const targets = shuffledTargets(purpose('shuffled targets'), 0, controlStrings);
  const verdict = judgeReversal({
    strings,
    predictions,
    ...answers,
    isReference: resemblance === 'same model',
    shuffled: shuffled && { predictions: shuffled, targets },
    trainedOn,
    training,
  });
  const skill = { strings, start, trained: training.params, predictions, seed: purpose('reference') };
  return { verdict: checkProvenance(verdict, { ...skill, resemblance }), resemblance };
}

/** A training, its curve as steps. */
type Training = Omit<ReceivedTraining, 'history'> & { readonly history: readonly TrainingStep[] };

/** @param like - parameters of the shapes that have to come back */
async function trainAlone(
  subject: Subject,
  request: TrainingRequest,
  like: TransformerParams,
): Promise<Training> {
  subject.close();
  const training = readTraining(await subject.train(stage, request), like);
  subject.close();
  return { ...training, history: training.history.slice(0, reversalTraining.maxSteps).map(stepOf) };
}

/** No correct model was ever seen to learn in fewer steps. */
const leastControlSteps = 75;

/** The control: at least as many steps of the same training as the process says that it needed, towards targets that say nothing. */
async function trainShuffled(
  subject: Subject,
  seed: number,
  like: TransformerParams,
  { history }: Training,
): Promise<TransformerParams> {
  const maxSteps = Math.max(history.length, leastControlSteps);
  return (await trainAlone(subject, { seed, targets: 'shuffled', maxSteps }, like)).params;
}

/** One point of the curve; a picture needs numbers, whatever the process said. */
function stepOf(value: unknown, index: number): TrainingStep {
  const { loss, firstHalf, secondHalf } = (value ?? {}) as Record<string, unknown>;
  const share = (told: unknown) => Math.min(1, Math.max(0, Number(told) || 0));
  return { step: index + 1, loss: Number(loss), firstHalf: share(firstHalf), secondHalf: share(secondHalf) };
}
