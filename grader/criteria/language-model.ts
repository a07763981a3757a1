import { numbersAwaited } from '../../lib/awaited';
import { taskOf } from '../../lib/milestones';
import type { Learner } from '../../lib/milestones/learner';
import { type MilestoneRun, runMilestone, type TrainedModel } from '../../lib/milestones/run';
import { answersOf } from '../../lib/milestones/scores';
import type { MilestoneTask, Rows } from '../../lib/milestones/task';
import type { TextFunctions } from '../../lib/milestones/text-functions';
import { answer, type LossStep, type MilestoneTraining, rowsTensor } from '../../lib/milestones/train';
import type { MilestoneReason, MilestoneVerdict } from '../../lib/milestones/verdict';
import type { TransformerConfig, TransformerParams } from '../../lib/parameters';
import { percent } from '../../lib/reversal/percent';
import { disposeTensors } from '../../lib/training';
import { referenceFunction } from '../run/reference';
import { derivedSeed } from '../seed';
import { SubjectError } from '../subject/client';
import type { Subject } from '../subject/subject';
import {
  kinshipOf,
  leastAgreement,
  leastKinship,
  type ProvenanceReason,
  parityTolerance,
  type Resemblance,
} from './provenance';
import { readTraining } from './trained';

export interface LanguageModelGrading {
  readonly verdict: Omit<MilestoneVerdict, 'reason'> & {
    readonly reason: MilestoneReason | ProvenanceReason;
  };
  readonly resemblance?: Resemblance | undefined;
  readonly history: readonly LossStep[];
}

/** Rows that the reference reads, for each question. */
const [parityRows, judgedRows] = [4, 20];

/**
 * Trains and judges, as `npm run milestone` does; besides, the control on shuffled targets, and where the skill comes from.
 *
 * @throws {SubjectError} when the submission does not answer, or answers with something else than asked for
 */
export async function gradeLanguageModel(
  subject: Subject,
  stem: string,
  seed: number,
): Promise<LanguageModelGrading> {
  const task = taskOf(stem);
  const { verdict, history, trained } = await runMilestone(task, remoteLearner(subject), {
    purpose: (name) => derivedSeed(seed, `${stem} ${name}`),
    shuffled: true,
    apart: () => subject.close(),
  });
  if (!trained) return { verdict, history };
  try {
    const resemblance = await resemblanceOf(task, trained);
    return {
      verdict: await checkProvenance(task, { verdict, history, trained }, resemblance),
      resemblance,
      history,
    };
  } finally {
    disposeTensors([trained.start, trained.params]);
  }
}

/** The functions of a submission, in its processes. */
function remoteLearner(subject: Subject): Learner {
  const textFunction =
    (name: string) =>
    (...args: unknown[]) =>
      subject.call('07-text', name, args);
  return {
    text: {
      characterTokenizer: textFunction('characterTokenizer'),
      encode: textFunction('encode'),
      splitTokens: textFunction('splitTokens'),
      randomBlocks: textFunction('randomBlocks'),
    } as unknown as TextFunctions,
    train: async (task, training) => received(await subject.trainMilestone(task.trained, training), training),
    ask: (task, params, rows, config) => askFor(subject, task, { params, rows, config }),
  };
}

function received(value: unknown, { start, inputs, batch }: MilestoneTraining) {
  const { params, history, ended } = readTraining(value, start);
  const steps = history.slice(0, Math.floor(inputs.shape[0] / batch)).map((told, index): LossStep => {
    const { loss } = (told ?? {}) as Record<string, unknown>;
    return { step: index + 1, loss: Number(loss) };
  });
  return { params, history: steps, ended };
}

interface Question {
  readonly params: TransformerParams;
  readonly rows: Rows;
  readonly config: TransformerConfig;
}

async function askFor(subject: Subject, { loop, asked }: MilestoneTask, { params, rows, config }: Question) {
  const { stage, name } = asked;
  return await numbersAwaited(async () => {
    const call = (...args: unknown[]) => subject.call(stage, name, args);
    try {
      return await answer(loop, call, params, rowsTensor(rows), config);
    } catch (error) {
      if (error instanceof TypeError || error instanceof RangeError)
        throw new SubjectError('threw', error.message);
      throw error;
    }
  });
}

/** What the reference computes from the same weights. */
function referenceLogits(
  { loop, asked }: MilestoneTask,
  { params, rows, config }: Question,
): Promise<Float32Array> {
  const call = referenceFunction(asked.name) as (...args: unknown[]) => unknown;
  return numbersAwaited(() => answer(loop, call, params, rowsTensor(rows), config));
}

/** Whether the model is the course's, by its answers with weights that hold no skill. */
async function resemblanceOf(
  task: MilestoneTask,
  { prepared, heldOut, samples }: TrainedModel,
): Promise<Resemblance> {
  const rows = heldOut.inputs.slice(0, parityRows);
  for (const { weightsOf, logits } of samples) {
    const params = weightsOf(0);
    const expected = await referenceLogits(task, { params, rows, config: prepared.config });
    disposeTensors(params);
    const size = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 1);
    const same = expected.every(
      (value, at) => Math.abs(value - (logits[at] ?? Number.NaN)) <= parityTolerance * size,
    );
    if (!same) return 'another model';
  }
  return 'same model';
}

/** The verdict, unless the skill that it found comes from somewhere else than from the training. */
async function checkProvenance(
  task: MilestoneTask,
  { verdict, trained }: MilestoneRun & { readonly trained: TrainedModel },
  resemblance: Resemblance,
): Promise<LanguageModelGrading['verdict']> {
  const { start, params, prepared, heldOut, answers } = trained;
  if (!verdict.passed) return verdict;
  if (kinshipOf(start, params) < leastKinship) {
    const sentence =
      'The weights after the training have nothing in common with those that it began with, so they were not learned in it: ' +
      'they have to grow out of the params that your functions are given.';
    return { ...verdict, passed: false, reason: 'weights from elsewhere', sentence };
  }
  if (resemblance === 'another model') return verdict;
  const rows = heldOut.inputs.slice(0, judgedRows);
  const logits = await referenceLogits(task, { params, rows, config: prepared.config });
  const expected = answersOf(logits, heldOut.targets.slice(0, judgedRows)).choices.flat();
  const own = answers.choices.slice(0, judgedRows).flat();
  const agreed = expected.filter((choice, at) => choice === own[at]).length / expected.length;
  if (agreed >= leastAgreement) return verdict;
  const sentence =
    `With the trained weights only ${percent(agreed)} of your model's answers are those that the course's model computes ` +
    'from these weights; with other weights all are. Compute the logits from params, with nothing of the text in the code.';
  return { ...verdict, passed: false, reason: 'answers not from the weights', sentence };
}
