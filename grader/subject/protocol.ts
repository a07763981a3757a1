/** What the grader and the process of a submission say to each other. Only plain data and tensors. */

import type * as tf from '@tensorflow/tfjs';
import type { StartedBackend } from '../../lib/backend';
import type { NamedArguments } from '../../lib/health/health';
import type { MilestoneTraining } from '../../lib/milestones/train';
import type { ReversalTrainingOptions } from '../../lib/reversal/train';

/** Descriptors of the child: it reads requests from the first and writes replies to the second. */
export const channel = { requests: 3, replies: 4 } as const;

/** A training on the reversal, or, with shuffled targets, its control. */
export type TrainingRequest = Pick<ReversalTrainingOptions, 'seed' | 'targets' | 'maxSteps'>;

export type Call =
  /** Loads the code of the stage; answered with nothing. Comes before all others of that stage. */
  | { op: 'load' }
  | { op: 'call'; name: string; args: unknown[] }
  /** For an examination: a call, and what the arguments are after it. The arguments have names. */
  | { op: 'watch'; name: string; args: NamedArguments }
  /** A call, and the gradients of its weighted result for the arguments at these paths. */
  | { op: 'gradient'; name: string; args: NamedArguments; weights: tf.Tensor; paths: readonly string[] }
  /** How many tensors there are. */
  | { op: 'tensors' }
  | ({ op: 'train' } & TrainingRequest)
  /** A milestone of the language-model track. */
  | { op: 'milestone'; training: MilestoneTraining }
  | { op: 'influence'; seed: number };

/** The stage whose code answers goes along. */
export type Request = { id: string; stage: string } & Call;

/** Why a call gave no value. */
export interface Fault {
  readonly kind: 'todo' | 'threw' | 'missing';
  /** The class of the error, `RangeError`. */
  readonly name: string;
  readonly message: string;
  /** Where in the student's files, `exercises/02-attention.ts:21`. */
  readonly at?: string | undefined;
  /** The function that is still to be written, when `kind` is `todo`. */
  readonly exercise?: string | undefined;
}

/** The first message of the child, before any code of the student is loaded. */
export interface Started {
  readonly id: 'started';
  /** The backend that was started, and why that one. */
  readonly backend?: StartedBackend | undefined;
  readonly fault?: Fault | undefined;
}

export type Reply = { id: string; value: unknown } | { id: string; fault: Fault };

export type Answer = Started | Reply;
