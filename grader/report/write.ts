/** Writes a report to a folder. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../whole-file';
import { gradesCsv } from './csv';
import { type Report, reportSchema } from './schema';
import type { FullOf } from './slim';
import { uniqueSlugs } from './slug';

/**
 * Writes the two pages of each submission, `index.html`, `grades.csv` and, last of all, `report.json`. Each file is
 * there as a whole or as it was before, also when the process ends in between.
 *
 * @param directory - made when it is missing; other files in it stay
 * @param fullOf - gives the full report of a submission of which `report` holds the slim one; asked one at a time, so
 *   that a class of any size fits in memory
 * @throws {z.ZodError} when the report does not follow its schema; nothing is written then
 * @throws {StorageError} when the folder takes no more files
 */
export async function writeReport(
  report: Report,
  directory: string,
  fullOf: FullOf = (same) => same,
): Promise<void> {
  const checked = asRead(report);
  // What draws charts takes half a second to load: not before it is needed.
  const { classPage, submissionPages } = await import('./pages');
  const slugs = uniqueSlugs(checked.submissions.map(({ name }) => name));
  for (const folder of ['submissions', 'students']) await mkdir(join(directory, folder), { recursive: true });
  for (const [index, slim] of checked.submissions.entries()) {
    const slug = slugs[index] ?? '';
    const { instructor, student } = await submissionPages(checked, fullOf(slim), slug);
    await writeWhole(join(directory, 'submissions', `${slug}.html`), instructor);
    await writeWhole(join(directory, 'students', `${slug}.html`), student);
  }
  await writeWhole(join(directory, 'index.html'), await classPage(checked, slugs));
  await writeWhole(join(directory, 'grades.csv'), gradesCsv(checked));
  await writeWhole(join(directory, 'report.json'), jsonPieces(checked, fullOf));
}

/** What is checked is what a reader gets: JSON turns NaN into null and leaves out what is undefined. */
function asRead(report: Report): Report {
  return reportSchema.parse(JSON.parse(JSON.stringify(report)));
}

/** `report.json`, one submission after the other; `submissions` is its last key. */
function* jsonPieces({ submissions, ...head }: Report, fullOf: FullOf): Generator<string> {
  yield `${indented(head).slice(0, -2)},\n  "submissions": [`;
  for (const [index, slim] of submissions.entries()) {
    yield `${index > 0 ? ',' : ''}\n    ${indented(fullOf(slim)).replaceAll('\n', '\n    ')}`;
  }
  yield `${submissions.length > 0 ? '\n  ' : ''}]\n}\n`;
}

/** Indented, but with a row of numbers on one line. A line break in JSON is never inside a string. */
function indented(value: unknown): string {
  const rows = /\[\n[-\d.eE+,\snul]+\]/g;
  return JSON.stringify(value, null, 2).replace(rows, (row) => row.replace(/\s+/g, ' '));
}
