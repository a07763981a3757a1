/** What the milestones of the language-model track have in common. */
import type { TransformerConfig, TransformerParams } from '../parameters';
import type { TextFunctions } from './text-functions';

/** Rows of token ids. */
export type Rows = readonly (readonly number[])[];

/** In the place of a target where nothing is asked. */
export const nothingAsked = -1;

/** Who computes the loss, and so what the functions of a submission are asked for. */
export type Loop =
  /** `trainingStep` of stage 09, with everything that it uses. */
  | 'own'
  /** Given code; `transformer` of stage 06. */
  | 'transformer'
  /** Given code; `classifier` of stage 11. */
  | 'classifier'
  /** Given code; `encoder`, `maskTokens` and `maskedLoss` of stage 11. */
  | 'masked';

/** Everything that a training is made of. It travels to the process of a submission. */
export interface TrainingData {
  readonly inputs: Rows;
  /** For a classifier the rows hold one label each. */
  readonly targets: Rows;
}

/** A baseline, and what it loses on each row: the mean over the places that are asked for. */
export interface Rival {
  readonly name: string;
  readonly losses: readonly number[];
}

/** What a model is judged on: rows that were drawn at random from all held-out ones, independently, with repetition. */
export interface HeldOut {
  readonly inputs: Rows;
  /** {@link nothingAsked} where nothing is asked. */
  readonly targets: Rows;
  readonly rivals: readonly Rival[];
  /** For a classifier: the share of the most frequent class among all held-out sentences. */
  readonly majority?: number | undefined;
}

/** A milestone, ready to be trained and judged. */
export interface Prepared {
  readonly config: TransformerConfig;
  /** The parameters before the training. The caller disposes them. */
  start(seed: number): TransformerParams;
  /** The batches of all steps, one after the other. */
  training(seed: number): TrainingData;
  heldOut(seed: number): HeldOut;
}

export interface MilestoneTask {
  /** As the manifest has it. */
  readonly stem: string;
  readonly loop: Loop;
  /** The stage that is trained: its file holds the functions of {@link Loop}. */
  readonly trained: string;
  /** The stage and the function that answers. */
  readonly asked: { readonly stage: string; readonly name: string };
  readonly steps: number;
  readonly batch: number;
  readonly learningRate: number;
  /** By how much a baseline has to be beaten, in nats per token. */
  readonly margin: number;
  /** No honest model of this size comes below this loss: it has seen what it has to predict. */
  readonly floor?: number | undefined;
  /** What a held-out row is, in words: `passage`. */
  readonly piece: string;
  /**
   * Reads the text. Not for every milestone the functions of stage 07 are asked.
   *
   * @throws {WrongExamples} when these do not give what they should
   */
  prepare(functions: TextFunctions, seed: number): Promise<Prepared>;
}

/** The padding of a classifier, and the stand-in of a hidden token: the first id of either vocabulary. */
export const [paddingId, maskId] = [0, 0];

/** Of a masked-token model: the share of the tokens that is hidden in training. */
export const maskRate = 0.2;
