/** The written answers of a submission as its report holds them. */
import { answersOf } from '../../lib/written/answers';
import { writtenFolder } from '../../lib/written/questions';
import { cutText } from '../clean';
import type { Submission } from '../intake/submission';
import { limits } from '../limits';
import type { WrittenReport } from '../report/schema';

/** @returns nothing when no file of `written/` was handed in: not every class has written questions */
export function writtenReport(
  papers: Submission['papers'],
  stems: readonly string[],
): WrittenReport[] | undefined {
  if (![...papers.keys()].some((path) => path.startsWith(`${writtenFolder}/`))) return undefined;
  return answersOf((path) => papers.get(path), stems).map(({ id, stem, status, text }) => {
    const { text: answer, omitted } = cutText(text, limits.answer);
    return { id, stem, status, answer, ...(omitted > 0 ? { omitted } : {}) };
  });
}
