/** What the intake makes of a folder or a zip, and what every later step works on. */
import { shownLine } from './names';

/** Something that may be a submission: a folder or a zip, of which only the name has been looked at. Plain data. */
export interface Candidate {
  /** What the report will call it; no other candidate or rejection of the same finding has it. */
  readonly name: string;
  /** The name of the file or folder. */
  readonly source: string;
  /** Where it is: absolute. */
  readonly path: string;
  /** The path as the instructor would write it, for messages. */
  readonly given: string;
}

/** What was found at the paths that were given. */
export interface Found {
  readonly candidates: Candidate[];
  readonly rejections: Rejection[];
  /** Lines about what was left alone without being a fault, such as a list of names beside the folders. */
  readonly notes: string[];
}

export interface Submission {
  /** What the report calls it: the name of the folder or of the zip. */
  readonly name: string;
  /** The name of the file or folder it came from. */
  readonly source: string;
  /** The code, by path: `exercises/02-attention.ts`, and helpers beside it. */
  readonly files: ReadonlyMap<string, string>;
  /** Written answers and notebooks, by the path that the course gives them: `written/02-attention.md`. Texts as they are. */
  readonly papers: ReadonlyMap<string, string>;
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

/** What can be graded of the given paths, and what cannot. */

/** A fault of one given path; its message is a line for the instructor. */
export class IntakeError extends Error {
  override readonly name = 'IntakeError';
}

/**
 * The row of a candidate that could not be read.
 *
 * @param error - what `readSubmission` threw; anything but an `IntakeError` is thrown again
 */
export function rejectionOf({ name, source, given }: Candidate, error: unknown): Rejection {
  if (!(error instanceof IntakeError)) throw error;
  return { name, source, problem: shownLine(`${given} ${error.message}`) };
}
