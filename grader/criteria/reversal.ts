/** The reversal milestone of a submission: it trains in its own process, the judging happens here. */
import { reversalMilestone } from '../../lib/course';
import type { TransformerParams } from '../../lib/parameters';
import { always, controlChunk, oneForEach, permuted } from '../../lib/reversal/controls';
import { judgeReversal } from '../../lib/reversal/criterion';
import { controlLevel } from '../../lib/reversal/findings';
import { reversalTraining, shuffledTargets } from '../../lib/reversal/task';
import type { TrainingStep } from '../../lib/reversal/verdict';
import { disposeTensors } from '../../lib/training';
import { derivedSeed } from '../seed';
import { SubjectError } from '../subject/client';
import type { TrainingRequest } from '../subject/protocol';
import type { Subject } from '../subject/subject';
import { checkProvenance, type GradedVerdict, type Resemblance, resemblanceOf } from './provenance';
import { askBlindly, askFor } from './questions';
import { type ReversalGiven, reversalGiven } from './reversal-given';
import { type ReceivedTraining, readShuffled, readTraining } from './trained';

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
 * The training and its control have a process of their own, and so have the questions: there nothing is left of a
 * training but the weights. docs/reversal.md says which cheats that leaves without a place to hide.
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
  const seeds = { seed: purpose('training'), controlSeed: purpose('shuffled') };
  const training = await trainApart(subject, seeds, given.start);
  const { verdict, resemblance } = await judge(subject, purpose, given, training);
  disposeTensors(training.shuffled);
  if (verdict.passed && !training.shuffled)
    throw new SubjectError('forged', 'the curve of the training does not fit what it learned');
  return { verdict, resemblance, history: training.history, params: training.params };
}

/** Asks with all kinds of weights and judges the answers. */
async function judge(
  subject: Subject,
  purpose: (name: string) => number,
  { strings, start, trainedOn, ...given }: ReversalGiven,
  training: Training,
): Promise<Pick<ReversalGrading, 'verdict' | 'resemblance'>> {
  const blank = {
    redrawn: oneForEach(given.redrawn),
    permuted: permuted(training.params, purpose('permuted')),
  };
  const { predictions, firstLogits } = await askBlindly(subject, strings, purpose('order'), {
    untrained: always(start),
    trained: always(training.params),
    ...blank,
    shuffled: training.shuffled && always(training.shuffled),
  });
  const targets = shuffledTargets(purpose('shuffled targets'), 0, strings.length);
  const found = judgeReversal({
    strings,
    ...predictions,
    predictions: predictions.trained,
    shuffled: predictions.shuffled && { predictions: predictions.shuffled, targets },
    trainedOn,
    training,
  });
  const resemblance = resemblanceOf(strings, [
    { weightsOf: blank.redrawn, logits: firstLogits.redrawn },
    { weightsOf: blank.permuted, logits: firstLogits.permuted },
  ]);
  const trained = { strings, start, trained: training.params, predictions: predictions.trained };
  return { verdict: checkProvenance(found, { ...trained, resemblance }), resemblance };
}

/** A training, its curve as steps. */
interface Training extends Omit<ReceivedTraining, 'history'> {
  readonly history: readonly TrainingStep[];
  /**
   * The weights after the control: as many steps of the same training, towards targets that say nothing. Nothing where the
   * second half was not even learned in training: the model fails without it.
   */
  readonly shuffled: TransformerParams | undefined;
}

/** @param like - parameters of the shapes that have to come back */
async function trainApart(
  subject: Subject,
  request: TrainingRequest,
  like: TransformerParams,
): Promise<Training> {
  subject.close();
  const answer = await subject.train(stage, request);
  subject.close();
  const training = readTraining(answer, like);
  const history = training.history.slice(0, reversalTraining.maxSteps).map(stepOf);
  const last = history.slice(-10);
  const known = last.reduce((sum, { secondHalf }) => sum + secondHalf, 0) / last.length;
  const shuffled = known >= controlLevel ? readShuffled(answer, like) : undefined;
  return { ...training, history, shuffled };
}

/** One point of the curve; a picture needs numbers, whatever the process said. */
function stepOf(value: unknown, index: number): TrainingStep {
  const { loss, firstHalf, secondHalf } = (value ?? {}) as Record<string, unknown>;
  const share = (told: unknown) => Math.min(1, Math.max(0, Number(told) || 0));
  return { step: index + 1, loss: Number(loss), firstHalf: share(firstHalf), secondHalf: share(secondHalf) };
}
