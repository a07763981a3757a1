/** The reversal milestone of a submission: it trains in its own process, the judging happens here. */
import { reversalMilestone } from '../../lib/course';
import type { TransformerParams } from '../../lib/parameters';
import { always, controlChunk, oneForEach, permuted } from '../../lib/reversal/controls';
import { judgeReversal } from '../../lib/reversal/criterion';
import { controlStrings, reversalTraining, shuffledTargets } from '../../lib/reversal/task';
import type { TrainingStep } from '../../lib/reversal/verdict';
import { disposeTensors } from '../../lib/training';
import { derivedSeed } from '../seed';
import type { TrainingRequest } from '../subject/protocol';
import type { Subject } from '../subject/subject';
import { checkProvenance, type GradedVerdict, type Resemblance, resemblanceOf } from './provenance';
import { askBlindly, askFor } from './questions';
import { type ReversalGiven, reversalGiven } from './reversal-given';
import { type ReceivedTraining, readTraining } from './trained';

const stage = reversalMilestone.trains;

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
  const purpose = (name: string) => derivedSeed(seed, name);
  const given = reversalGiven(seed);
  if (!answers) await askFor(subject, given.start, given.strings.slice(0, controlChunk));
  const training = await trainAlone(subject, { seed: purpose('training') }, given.start);
  let judged = await judge(subject, purpose, given, training);
  if (judged.verdict.passed && judged.resemblance === 'another model') {
    const shuffled = await trainShuffled(subject, purpose('shuffled'), given.start, training);
    judged = await judge(subject, purpose, given, training, shuffled);
    disposeTensors(shuffled);
  }
  return { ...judged, history: training.history, params: training.params };
}

/**
 * Asks with all kinds of weights and judges the answers.
 *
 * @param shuffled - the weights after the control
 */
async function judge(
  subject: Subject,
  purpose: (name: string) => number,
  { strings, start, trainedOn, ...given }: ReversalGiven,
  training: Training,
  shuffled?: TransformerParams,
): Promise<Pick<ReversalGrading, 'verdict' | 'resemblance'>> {
  const some = strings.slice(0, controlStrings);
  const redrawn = { strings, weightsOf: oneForEach(given.redrawn) };
  const mixed = { strings, weightsOf: permuted(training.params, purpose('permuted')) };
  const found = await askBlindly(subject, purpose('order'), {
    untrained: { strings: some, weightsOf: always(start) },
    trained: { strings, weightsOf: always(training.params) },
    redrawn,
    permuted: mixed,
    shuffled: shuffled && { strings: some, weightsOf: always(shuffled) },
  });
  const targets = shuffledTargets(purpose('shuffled targets'), 0, some.length);
  const { predictions } = found.trained;
  const verdict = judgeReversal({
    strings,
    predictions,
    untrained: found.untrained.predictions,
    redrawn: found.redrawn.predictions,
    permuted: found.permuted.predictions,
    shuffled: found.shuffled && { predictions: found.shuffled.predictions, targets },
    trainedOn,
    training,
  });
  const resemblance = resemblanceOf(strings, [
    { weightsOf: redrawn.weightsOf, logits: found.redrawn.firstLogits },
    { weightsOf: mixed.weightsOf, logits: found.permuted.firstLogits },
  ]);
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
