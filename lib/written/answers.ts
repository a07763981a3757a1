/** Finds the answers in the files of `written/`, between the markers that were handed out with the questions. */
import { type WrittenQuestion, writtenFile, writtenQuestions } from './questions';

/** What became of one question. */
export interface WrittenAnswer extends WrittenQuestion {
  /** `no place`: the file or the marker above the answer is gone, so the answer cannot be told from the rest. */
  readonly status: 'answered' | 'unanswered' | 'no place';
  /** What was written: Markdown, of a stranger. Where there is no place for it, all of the file. */
  readonly text: string;
}

/** The lines around an answer. */
export const markers = {
  above: (id: string) => `<!-- ${id}: answer below -->`,
  below: (id: string) => `<!-- ${id}: answer above -->`,
} as const;

const anyMarker = /^[ \t]*<!--[ \t]*([\w-]+):[ \t]*answer[ \t]+(below|above)[ \t]*-->[ \t]*$/gim;

/**
 * The answers to all questions of some stages.
 *
 * @param files - the text of each file, such as `written/02-attention.md`; none for a file that is not there
 * @param stems - the stages
 */
export function answersOf(
  files: (path: string) => string | undefined,
  stems: readonly string[],
): WrittenAnswer[] {
  const asked = writtenQuestions.filter(({ stem }) => stems.includes(stem));
  return asked.map((question) => answerTo(question, files(writtenFile(question.stem)) ?? ''));
}

/** From the marker above to the next marker, whichever that is: one that was deleted costs no text. */
function answerTo(question: WrittenQuestion, file: string): WrittenAnswer {
  const found = [...file.matchAll(anyMarker)];
  const index = found.findIndex(
    ([, id, side]) => id?.toLowerCase() === question.id && side?.toLowerCase() === 'below',
  );
  const above = found[index];
  if (!above) return { ...question, status: 'no place', text: file.trim() };
  const text = file.slice(above.index + above[0].length, found[index + 1]?.index).trim();
  return { ...question, status: isEmpty(text) ? 'unanswered' : 'answered', text };
}

/** Comments are not shown, so they are no answer. */
function isEmpty(text: string): boolean {
  return text.replace(/<!--[\s\S]*?(-->|$)/g, '').trim() === '';
}

/**
 * The question itself: what stands above the place for its answer, from the heading on.
 *
 * @param file - as it was handed out
 * @throws {RangeError} when the file has no such question
 */
export function questionText({ id }: Pick<WrittenQuestion, 'id'>, file: string): string {
  const end = file.indexOf(markers.above(id));
  const start = file.lastIndexOf('\n## ', end);
  if (end < 0 || start < 0) throw new RangeError(`There is no question "${id}" in this file`);
  return file.slice(start, end).trim();
}
