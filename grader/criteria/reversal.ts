/** The reversal milestone of a submission: it trains in its own process, the judging happens here. */
import { reversalMilestone } from '../../lib/course';
import type { TransformerParams } from '../../lib/parameters';
import { always, controlChunk, oneForEach, permuted, type WeightsOf } from '../../lib/reversal/controls';
import { judgeReversal } from '../../lib/reversal/criterion';
import { controlLevel } from '../../lib/reversal/findings';
import { controlStrings, reversalTraining, shuffledTargets } from '../../lib/reversal/task';
import type { TrainingStep } from '../../lib/reversal/verdict';
import { disposeTensors } from '../../lib/training';
import { derivedSeed } from '../seed';
import { SubjectError } from '../subject/client';
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
 * A model that passes, and whose answers the reference computes from the same weights, has shown that its skill is in
 * them, wherever it was asked: that is the process of the training, which is warm. All others are asked in a process of
 * their own, where nothing is left of the training but the weights; and who passes there is trained once more, towards
 * shuffled targets, and asked again. docs/reversal.md says which cheats that leaves without a place to hide.
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
  subject.close();
  const training = await train(subject, { seed: purpose('training') }, given.start);
  const trained: Trained = { subject, purpose, given, training };
  const judged = (knows(training) && (await judgeVouched(trained))) || (await judgeApart(trained));
  return { ...judged, history: training.history, params: training.params };
}

/** A model that has been trained, and all that it is asked with. */
interface Trained {
  readonly subject: Subject;
  readonly purpose: Purpose;
  readonly given: ReversalGiven;
  readonly training: Training;
}

/** Whether there is anything to show: a model that did not know half of the second half in training fails. */
function knows({ history }: Training): boolean {
  const last = history.slice(-10);
  return last.reduce((sum, { secondHalf }) => sum + secondHalf, 0) / last.length >= controlLevel;
}

type Judged = Pick<ReversalGrading, 'verdict' | 'resemblance'>;

/** In the process that is running: a model that passes and answers as the reference does; nothing otherwise. */
async function judgeVouched(trained: Trained): Promise<Judged | undefined> {
  try {
    const begun = await begin(trained);
    if (begun.resemblance === 'another model') return undefined;
    const judged = await conclude(trained, begun);
    return judged.verdict.passed ? judged : undefined;
  } catch (error) {
    if (error instanceof SubjectError) return undefined;
    throw error;
  }
}

/** In processes of their own. */
async function judgeApart(trained: Trained): Promise<Judged> {
  const { subject } = trained;
  const ask = async (shuffled?: TransformerParams) => {
    subject.close();
    return conclude(trained, await begin(trained, shuffled));
  };
  const judged = await ask();
  if (!judged.verdict.passed || judged.resemblance === 'same model') return judged;
  subject.close();
  const shuffled = await trainShuffled(trained);
  const again = await ask(shuffled);
  disposeTensors(shuffled);
  return again;
}

/** What was answered for the first strings, with all kinds of weights. */
interface Begun {
  readonly blank: Readonly<Record<'redrawn' | 'permuted', WeightsOf>>;
  readonly first: Readonly<Record<'untrained' | 'trained' | 'redrawn' | 'permuted', Answers>> & {
    readonly shuffled: Answers | undefined;
  };
  readonly resemblance: Resemblance;
}

/** @param shuffled - the weights after the control */
async function begin(
  { subject, purpose, given: { strings, start, ...given }, training: { params } }: Trained,
  shuffled?: TransformerParams,
): Promise<Begun> {
  const blank = { redrawn: oneForEach(given.redrawn), permuted: permuted(params, purpose('permuted')) };
  const reading = { strings: strings.slice(0, controlStrings), firstChunk: 0, order: purpose('order') };
  const first = await askBlindly(subject, reading, {
    untrained: always(start),
    trained: always(params),
    ...blank,
    shuffled: shuffled && always(shuffled),
  });
  const resemblance = resemblanceOf(strings, [
    { weightsOf: blank.redrawn, logits: first.redrawn.firstLogits },
    { weightsOf: blank.permuted, logits: first.permuted.firstLogits },
  ]);
  return { blank, first, resemblance };
}

/** Asks about the other strings, and judges. */
async function conclude(trained: Trained, begun: Begun): Promise<Judged> {
  const { purpose, training } = trained;
  const { strings, start, trainedOn } = trained.given;
  const { first, resemblance } = begun;
  const rest = await askTheRest(trained, begun);
  const all = (kind: keyof typeof rest) => [...first[kind].predictions, ...(rest[kind]?.predictions ?? [])];
  const predictions = all('trained');
  const verdict = judgeReversal({
    strings,
    predictions,
    untrained: first.untrained.predictions,
    redrawn: all('redrawn'),
    permuted: all('permuted'),
    isReference: resemblance === 'same model',
    shuffled: first.shuffled && {
      predictions: first.shuffled.predictions,
      targets: shuffledTargets(purpose('shuffled targets'), 0, controlStrings),
    },
    trainedOn,
    training,
  });
  const skill = { strings, start, trained: training.params, predictions, seed: purpose('reference') };
  return { verdict: checkProvenance(verdict, { ...skill, resemblance }), resemblance };
}

/** Openly what the reference can check, which needs no more controls. */
async function askTheRest(
  { subject, purpose, given, training: { params } }: Trained,
  { blank, resemblance }: Begun,
): Promise<{ trained: Answers; redrawn?: Answers; permuted?: Answers }> {
  const strings = given.strings.slice(controlStrings);
  if (resemblance === 'same model') return { trained: await askOpenly(subject, params, strings) };
  const place = { firstChunk: controlStrings / controlChunk, order: purpose('order of the rest') };
  return askBlindly(subject, { strings, ...place }, { trained: always(params), ...blank });
}

/** A training, its curve as steps. */
type Training = Omit<ReceivedTraining, 'history'> & { readonly history: readonly TrainingStep[] };

/** @param like - parameters of the shapes that have to come back */
async function train(subject: Subject, request: TrainingRequest, like: TransformerParams): Promise<Training> {
  const training = readTraining(await subject.train(stage, request), like);
  return { ...training, history: training.history.slice(0, reversalTraining.maxSteps).map(stepOf) };
}

/** As many as the quickest correct models take; a shorter control would show less. */
const leastControlSteps = 75;

/** The control: at least as many steps of the same training as the process says that it needed, towards targets that say nothing. */
async function trainShuffled({
  subject,
  purpose,
  given: { start },
  training: { history },
}: Trained): Promise<TransformerParams> {
  const maxSteps = Math.max(history.length, leastControlSteps);
  return (await train(subject, { seed: purpose('shuffled'), targets: 'shuffled', maxSteps }, start)).params;
}

/** One point of the curve; a picture needs numbers, whatever the process said. */
function stepOf(value: unknown, index: number): TrainingStep {
  const { loss, firstHalf, secondHalf } = (value ?? {}) as Record<string, unknown>;
  const share = (told: unknown) => Math.min(1, Math.max(0, Number(told) || 0));
  return { step: index + 1, loss: Number(loss), firstHalf: share(firstHalf), secondHalf: share(secondHalf) };
}
