/** What is graded: something that can be trained and asked, in this process or in another. */
import * as tf from '@tensorflow/tfjs';
import { numbersAwaited } from '../awaited';
import type { TransformerConfig, TransformerParams } from '../parameters';
import type { MilestoneTask, Rows } from './task';
import type { TextFunctions } from './text-functions';
import {
  answer,
  type MilestoneTrained,
  type MilestoneTraining,
  rowsTensor,
  type StudentFunctions,
  trainMilestone,
  type Watch,
} from './train';

export interface Learner {
  /** The functions of stage 07. */
  readonly text: TextFunctions;
  train(task: MilestoneTask, training: MilestoneTraining): Promise<MilestoneTrained>;
  /** Flat logits for rows of ids. */
  ask(
    task: MilestoneTask,
    params: TransformerParams,
    rows: Rows,
    config: TransformerConfig,
  ): Promise<ArrayLike<number>>;
}

/** The functions of a stage, loaded when they are needed. */
export type Stages = (stem: string) => Promise<StudentFunctions>;

/** Functions in this process: for the student, and for the maintainers of the course. */
export function localLearner(stages: Stages, watch: Watch = {}): Learner {
  const textFunction =
    (name: keyof TextFunctions) =>
    async (...args: unknown[]) =>
      (await stages('07-text'))(name)(...args);
  const text = Object.fromEntries(
    (['characterTokenizer', 'encode', 'splitTokens', 'randomBlocks'] as const).map((name) => [
      name,
      textFunction(name),
    ]),
  ) as unknown as TextFunctions;
  return {
    text,
    train: async (task, training) => trainMilestone(training, await stages(task.trained), watch),
    ask: async ({ loop, asked }, params, rows, config) => {
      const call = (await stages(asked.stage))(asked.name);
      return numbersAwaited(() => answer(loop, call, params, rowsTensor(rows), config));
    },
  };
}

/** A training as it is asked for; the caller disposes `inputs` and `targets`. */
export function requestOf(
  task: MilestoneTask,
  config: TransformerConfig,
  { start, data, seed }: { start: TransformerParams; data: { inputs: Rows; targets: Rows }; seed: number },
): MilestoneTraining {
  const { loop, batch, learningRate } = task;
  const [inputs, targets] = [rowsTensor(data.inputs), rowsTensor(data.targets)];
  return { loop, start, config, inputs, targets, batch, learningRate, seed };
}

/** Disposes the tensors of a request but not its start. */
export function disposeRequest({ inputs, targets }: MilestoneTraining): void {
  tf.dispose([inputs, targets]);
}
