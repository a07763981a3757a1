/** What the intake makes of a folder or a zip, and what every later step works on. */

export interface Submission {
  /** What the report calls it: the name of the folder or of the zip. */
  readonly name: string;
  /** The name of the file or folder it came from. */
  readonly source: string;
  /** The code, by path: `exercises/02-attention.ts`, and helpers beside it. */
  readonly files: ReadonlyMap<string, string>;
  /** What was left out or put right, for the instructor. */
  readonly notes: readonly string[];
}

/** Something that was given for grading and is no submission. */
export interface Rejection {
  readonly name: string;
  readonly source: string;
  /** The file, the rule, and what to do, in one line. */
  readonly problem: string;
}

export type Intake = { readonly submissions: Submission[]; readonly rejections: Rejection[] };

/** A fault of one given path; its message is a line for the instructor. */
export class IntakeError extends Error {
  override readonly name = 'IntakeError';
}
