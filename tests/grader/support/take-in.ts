/** Finding and reading, as the grader and its workers do it, one after the other in one process. */
import { findSubmissions } from '../../../grader/intake/find';
import { readSubmission } from '../../../grader/intake/read';
import { type Rejection, rejectionOf, type Submission } from '../../../grader/intake/submission';

/**
 * Takes in folders of one submission, folders of submissions, and zips, all at once. What cannot be taken in is
 * rejected with its reason; the rest goes on.
 *
 * @param paths - as given on the command line
 * @param base - the folder that they are relative to
 */
export async function takeIn(
  paths: readonly string[],
  base: string,
): Promise<{ submissions: Submission[]; rejections: Rejection[] }> {
  const { candidates, rejections } = await findSubmissions(paths, base);
  const submissions: Submission[] = [];
  for (const candidate of candidates) {
    try {
      submissions.push(await readSubmission(candidate));
    } catch (error) {
      rejections.push(rejectionOf(candidate, error));
    }
  }
  return { submissions, rejections };
}
