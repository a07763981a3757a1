/** Finished results on disk, one file for each: an interrupted grading goes on, an unchanged one costs nothing. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GradingPlan } from '../grade-submission';
import type { Submission } from '../intake/submission';
import { type SubmissionReport, submissionSchema } from '../report/schema';
import { writeWhole } from '../whole-file';

/** What a report says of a submission that its code does not decide. */
export type Label = Pick<Submission, 'name' | 'source' | 'notes'>;

/**
 * The address of a result: the same code, graded in the same way, has the same one. A name is no part of it, so a
 * class whose files were renamed costs nothing, and two that handed in the same get the same.
 *
 * @param course - what `courseHash` says
 */
export function resultKey(files: Submission['files'], plan: GradingPlan, course: string): string {
  // Where the files of the runtime happen to lie decides nothing; whatever else the plan holds may.
  const { runtime, ...rest } = plan;
  const deciding = { ...rest, isolation: runtime.sandbox.kind };
  const sorted = (entries: Iterable<[string, unknown]>) => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
  const all = { course, plan: sorted(Object.entries(deciding)), files: sorted(files) };
  return createHash('sha256').update(JSON.stringify(all)).digest('hex').slice(0, 32);
}

/** A result that was finished before, under its new label; nothing when there is none that can be read. */
export function readResult(folder: string, key: string, label: Label): SubmissionReport | undefined {
  try {
    const kept = submissionSchema.parse(JSON.parse(readFileSync(resultPath(folder, key), 'utf8')));
    return { ...kept, name: label.name, source: label.source, notes: [...label.notes] };
  } catch {
    return undefined;
  }
}

/** Keeps a result, in one step: a reader finds all of it or nothing. */
export async function writeResult(folder: string, key: string, result: SubmissionReport): Promise<void> {
  await writeWhole(resultPath(folder, key), JSON.stringify(result));
}

function resultPath(folder: string, key: string): string {
  return join(folder, `${key}.json`);
}
