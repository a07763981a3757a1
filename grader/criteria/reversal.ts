/** The reversal milestone of a submission: it trains in its own process, the judging happens here. */
import { createHash } from 'node:crypto';
import { reversalMilestone } from '../../lib/course';
import type { TransformerParams } from '../../lib/parameters';
import { always, controlChunk, permuted, redrawn } from '../../lib/reversal/controls';
import { judgeReversal } from '../../lib/reversal/criterion';
import { controlLevel } from '../../lib/reversal/findings';
import {
  heldOut,
  type ReversalString,
  reversalTraining,
  shuffledTargets,
  trainedKeys,
} from '../../lib/reversal/task';
import { untrainedParams } from '../../lib/reversal/train';
import type { TrainingStep } from '../../lib/reversal/verdict';
import { disposeTensors } from '../../lib/training';
import { SubjectError } from '../subject/client';
import type { TrainingRequest } from '../subject/protocol';
import type { Subject } from '../subject/subject';
import { checkProvenance, type GradedVerdict, type Resemblance, resemblanceOf } from './provenance';
import { askBlindly, askFor } from './questions';
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
 * weights. docs/reversal.md says which cheats that leaves without a place to hide.
 *
 * @throws {SubjectError} when the submission does not answer, or answers with something else than asked for
 */
export async function gradeReversal(subject: Subject, seed: number): Promise<ReversalGrading> {
  const purpose = (name: string) => derivedSeed(seed, name);
  const strings = heldOut(purpose('held out'));
  const start = untrainedParams(purpose('training'));
  await probe(subject, start, strings);
  const training = await trainAlone(subject, { seed: purpose('training'), targets: 'reversed' });
  const shuffled = await trainShuffled(subject, purpose('shuffled'), training);
  const { verdict, resemblance } = await judge(subject, purpose, { strings, start, training, shuffled });
  for (const params of [start, shuffled]) disposeTensors(params);
  if (verdict.passed && !shuffled)
    throw new SubjectError('forged', 'the curve of the training does not fit what it learned');
  return { verdict, resemblance, history: training.history, params: training.params };
}

/** What there is when the trainings are over. */
interface Trained {
  readonly strings: readonly ReversalString[];
  readonly start: TransformerParams;
  readonly training: Training;
  readonly shuffled: TransformerParams | undefined;
}

/** Asks with all kinds of weights and judges the answers. */
async function judge(
  subject: Subject,
  purpose: (name: string) => number,
  { strings, start, training, shuffled }: Trained,
): Promise<Pick<ReversalGrading, 'verdict' | 'resemblance'>> {
  const blank = {
    redrawn: redrawn(purpose('redrawn')),
    permuted: permuted(training.params, purpose('permuted')),
  };
  const { predictions, firstLogits } = await askBlindly(subject, strings, purpose('order'), {
    untrained: always(start),
    trained: always(training.params),
    ...blank,
    shuffled: shuffled && always(shuffled),
  });
  const targets = shuffledTargets(purpose('shuffled targets'), 0, strings.length);
  const found = judgeReversal({
    strings,
    ...predictions,
    predictions: predictions.trained,
    shuffled: predictions.shuffled && { predictions: predictions.shuffled, targets },
    trainedOn: trainedKeys(purpose('training')),
    training,
  });
  const resemblance = resemblanceOf(strings, [
    { weightsOf: blank.redrawn, logits: firstLogits.redrawn },
    { weightsOf: blank.permuted, logits: firstLogits.permuted },
  ]);
  const trained = { strings, start, trained: training.params, predictions: predictions.trained };
  return { verdict: checkProvenance(found, { ...trained, resemblance }), resemblance };
}

/** Asks once before the training, which may last: is there an answer at all, and in time? */
async function probe(subject: Subject, params: TransformerParams, strings: readonly ReversalString[]) {
  await askFor(subject, params, strings.slice(0, controlChunk));
}

/** A training, its curve as steps. */
type Training = Omit<ReceivedTraining, 'history'> & { readonly history: readonly TrainingStep[] };

async function trainAlone(subject: Subject, request: TrainingRequest): Promise<Training> {
  subject.close();
  const like = untrainedParams(request.seed);
  const training = readTraining(await subject.train(stage, request), like);
  disposeTensors(like);
  subject.close();
  const history = training.history.slice(0, reversalTraining.maxSteps).map(stepOf);
  return { ...training, history };
}

/**
 * The control: as many steps of the same training, towards targets that say nothing. Where the second half was not
 * even learned in training the model fails without it.
 */
async function trainShuffled(
  subject: Subject,
  seed: number,
  { history }: { readonly history: readonly TrainingStep[] },
): Promise<TransformerParams | undefined> {
  const last = history.slice(-10);
  const known = last.reduce((sum, { secondHalf }) => sum + secondHalf, 0) / last.length;
  if (!(known >= controlLevel)) return undefined;
  return (await trainAlone(subject, { seed, targets: 'shuffled', maxSteps: history.length })).params;
}

/** A seed for one purpose: who knows it can draw neither the strings of another nor the seed of the grading. */
export function derivedSeed(seed: number, purpose: string): number {
  return createHash('sha256').update(`${purpose} ${seed}`).digest().readUInt32LE() % 1_000_000_000;
}

/** One point of the curve; a picture needs numbers, whatever the process said. */
function stepOf(value: unknown, index: number): TrainingStep {
  const { loss, firstHalf, secondHalf } = (value ?? {}) as Record<string, unknown>;
  const share = (told: unknown) => Math.min(1, Math.max(0, Number(told) || 0));
  return { step: index + 1, loss: Number(loss), firstHalf: share(firstHalf), secondHalf: share(secondHalf) };
}
