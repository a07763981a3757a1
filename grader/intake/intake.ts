/** From the paths that the instructor gave to submissions: finding and reading, one after the other. */
import { findSubmissions } from './find';
import { readSubmission } from './read';
import { type Intake, rejectionOf, type Submission } from './submission';

/**
 * Takes in folders of one submission, folders of submissions, and zips, all at once. What cannot be taken in is
 * rejected with its reason; the rest goes on.
 *
 * @param paths - as given on the command line
 * @param base - the folder that they are relative to
 */
export async function takeIn(paths: readonly string[], base: string): Promise<Intake> {
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
