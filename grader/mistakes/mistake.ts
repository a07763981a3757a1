/** A known wrong implementation: the reference with a misconception written into it. */

/** Puts a text in the place of another, which occurs exactly once. */
export interface Edit {
  readonly find: string;
  readonly put: string;
}

export interface Mistake {
  /** `softmax-over-queries`: unique in the course. */
  readonly id: string;
  /** `02-attention` */
  readonly stage: string;
  /** The exported function that the mistake sits in. */
  readonly functionName: string;
  /** What happens, so that it completes "your result is what you get when …": `the softmax runs over the queries`. */
  readonly title: string;
  /** What somebody believes who writes it, in one sentence. */
  readonly misconception: string;
  /** A nudge that does not give the code away. */
  readonly hint: string;
  /** What to read: a section of the paper, of the stub, of a guide. */
  readonly read: string;
  /** Some failing test says something that this fits: its likely cause, or its fact. */
  readonly fits: RegExp;
  /** On the text of `solutions/<stage>.ts`. */
  readonly edits: readonly Edit[];
}
