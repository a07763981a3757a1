/** The written questions: the one list of them. Their words are in `written/`, in files named after the stage they belong to. */

/** A question that is answered in words and graded by a person. */
export interface WrittenQuestion {
  /** In the markers around the place for the answer, and the heading of its rubric. */
  readonly id: string;
  /** The stage that it lies beside; its file is `written/STEM.md`. */
  readonly stem: string;
}

/** All of them, in the order in which a student meets them. */
export const writtenQuestions: readonly WrittenQuestion[] = [
  { id: 'attention-form', stem: '02-attention' },
  { id: 'square-root', stem: '02-attention' },
  { id: 'shapes', stem: '04-multi-head-attention' },
  { id: 'dense-layers', stem: '05-attention-block' },
  { id: 'skip-connections', stem: '05-attention-block' },
  { id: 'recurrence', stem: '06-transformer' },
  { id: 'vocabulary', stem: '07-text' },
  { id: 'encoder-or-decoder', stem: '11-encoder' },
];

/** The folder of the files that are answered in. */
export const writtenFolder = 'written';

/** The file of a stage's questions, from the root of the project. */
export function writtenFile(stem: string): string {
  return `${writtenFolder}/${stem}.md`;
}

/** The files of all questions, each once, in order. */
export const writtenFiles: readonly string[] = [
  ...new Set(writtenQuestions.map(({ stem }) => writtenFile(stem))),
];
