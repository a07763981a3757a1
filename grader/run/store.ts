/** Finished results on disk, one file each, so that an interrupted grading can go on. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../../lib/root';
import type { GradingPlan } from '../grade-submission';
import type { Submission } from '../intake/submission';
import { type SubmissionReport, submissionSchema } from '../report/schema';

/** Everything that a result depends on, besides the submission. */
const courseFolders = ['lib', 'tests', 'solutions', 'grader'];

/** One number for the state of the course: tests, solutions, library and grader. */
export async function courseHash(): Promise<string> {
  const hash = createHash('sha256');
  for (const folder of courseFolders) {
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.filter((each) => /\.(ts|tsx|json)$/.test(each)).sort()) {
      hash.update(`${folder}/${name}\0`).update(await readFile(join(root, folder, name)));
    }
  }
  return hash.digest('hex');
}

/** The address of a result: the same submission, graded in the same way, has the same one. */
export function resultKey(submission: Submission, plan: GradingPlan, course: string): string {
  const { seed, backend, stems, milestone } = plan;
  const files = [...submission.files].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = {
    course,
    node: process.version,
    seed,
    backend,
    stems,
    milestone,
    name: submission.name,
    files,
  };
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 32);
}

/** A result that was finished before; nothing when there is none that can be read. */
export async function readResult(folder: string, key: string): Promise<SubmissionReport | undefined> {
  try {
    return submissionSchema.parse(JSON.parse(await readFile(join(folder, `${key}.json`), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Keeps a result, in one step: a reader finds all of it or nothing. */
export async function writeResult(folder: string, key: string, result: SubmissionReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${randomUUID()}.tmp`);
  await writeFile(draft, JSON.stringify(result));
  await rename(draft, join(folder, `${key}.json`));
}
