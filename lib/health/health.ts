/** What an examination of a function can find, as plain data: it has to cross the border of a process. */

/** Arguments by name, in the order of the parameters, as in `{ q, k }` or `{ params, x, options }`. */
export type NamedArguments = Readonly<Record<string, unknown>>;

/** A function of a student; it may return a Promise. */
export type Examined = (...args: never[]) => unknown;

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
  /** An operation that TensorFlow.js has no gradient for, as in `Cumprod`. */
  readonly missingGradient?: string | undefined;
  readonly changed: readonly Change[];
  /** The largest difference between two answers to the same arguments; 0 when they are the same. */
  readonly drift: number;
  /** What a later call with the same arguments threw. */
  readonly laterError?: string | undefined;
  /** Tensors that each call leaves in memory, besides its result. */
  readonly kept: number;
}

/**
 * The property of a function that runs elsewhere: examines it where it runs, for gradients and memory are
 * visible only there.
 */
export const examineThere = Symbol.for('transformer-homework: examine there');
