/** What an examination of a function needs, and what it can find. */
import type * as tf from '@tensorflow/tfjs';

/** Arguments by name, in the order of the parameters, as in `{ q, k }` or `{ params, x, options }`. */
export type NamedArguments = Readonly<Record<string, unknown>>;

/** A function of a student; it may return a Promise. */
export type StudentFunction = (...args: never[]) => unknown;

/**
 * A function that can be examined, in this process or in another one. Arguments and results belong to whoever asks:
 * every tensor is disposed at the end of the scope that it was asked in.
 */
export interface Examined {
  /** Calls it. Throws what it throws. */
  call(args: NamedArguments): Promise<unknown>;
  /** Calls it and looks at its arguments afterwards. */
  watch(args: NamedArguments): Promise<Watched>;
  /**
   * Calls it and sends a gradient back through it.
   *
   * @param weights - what each number of its result counts, in the shape of the result
   * @param paths - the tensors in the arguments whose gradients are asked for
   */
  gradient(args: NamedArguments, weights: tf.Tensor, paths: readonly string[]): Promise<Differentiated>;
  /** How many tensors are in memory where it runs. Advice only: nobody checks it. */
  tensors(): Promise<number>;
}

/** One call, and what it left. */
export interface Watched {
  readonly value: unknown;
  readonly left: Remains;
}

/** What the arguments of a call are after it, by path: every tensor, and everything that was not there before. */
export type Remains = Readonly<Record<string, tf.Tensor | 'disposed' | 'replaced'>>;

/** One call, and the gradients of its weighted result by path; undefined where nothing arrived. */
export interface Differentiated {
  readonly value: unknown;
  readonly gradients: Readonly<Record<string, tf.Tensor | undefined>>;
}

/** A gradient that does not say what small steps show. */
export interface WrongGradient {
  /** The input, as in `params.attention.query.weight`. */
  readonly path: string;
  /** The slope along one direction by the gradient, */
  readonly gradient: number;
  /** and by small steps. */
  readonly steps: number;
}

/** What a call did to one of its inputs. */
export interface Change {
  readonly path: string;
  readonly how: 'disposed' | 'overwritten' | 'replaced';
}

/** What was found. A healthy function has empty lists and `kept` 0. */
export interface Health {
  /** Why the gradients were not looked at; undefined when they were. */
  readonly skipped?: 'no tensor' | 'other trouble' | undefined;
  /** What holds NaN or an infinity: `the output`, `the gradient of q`. */
  readonly notFinite: readonly string[];
  /** Inputs that have an influence and no gradient. */
  readonly cut: readonly string[];
  readonly incomplete: readonly WrongGradient[];
  /** What was thrown while gradients were computed, where nothing is thrown without them. */
  readonly gradientError?: string | undefined;
  readonly changed: readonly Change[];
  /** The largest difference between two answers to the same arguments; 0 when they are the same. */
  readonly drift: number;
  /** What a later call with the same arguments threw. */
  readonly laterError?: string | undefined;
  /** Tensors that each call leaves in memory, besides its result. */
  readonly kept: number;
}

/** The property of a function that runs elsewhere: what can be examined of it, from here. */
export const examinedThere = Symbol.for('transformer-homework: examined there');
