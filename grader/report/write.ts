/** Writes a report to a folder. */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gradesCsv } from './csv';
import { classPage, submissionPages } from './pages';
import { type Report, reportSchema } from './schema';
import { uniqueSlugs } from './slug';

/**
 * Writes the two pages of each submission, `index.html`, `grades.csv` and, last of all, `report.json`. Each file is
 * there as a whole or as it was before, also when the process ends in between.
 *
 * @param directory - made when it is missing; other files in it stay
 * @throws {z.ZodError} when the report does not follow its schema; nothing is written then
 */
export async function writeReport(report: Report, directory: string): Promise<void> {
  const json = toJson(report);
  // What is checked is what a reader gets: JSON turns NaN into null and leaves out what is undefined.
  const checked = reportSchema.parse(JSON.parse(json));
  const slugs = uniqueSlugs(checked.submissions.map(({ name }) => name));
  for (const folder of ['submissions', 'students']) await mkdir(join(directory, folder), { recursive: true });
  for (const [index, submission] of checked.submissions.entries()) {
    const slug = slugs[index] ?? '';
    const { instructor, student } = await submissionPages(checked, submission, slug);
    await writeWhole(join(directory, 'submissions', `${slug}.html`), instructor);
    await writeWhole(join(directory, 'students', `${slug}.html`), student);
  }
  await writeWhole(join(directory, 'index.html'), await classPage(checked, slugs));
  await writeWhole(join(directory, 'grades.csv'), gradesCsv(checked));
  await writeWhole(join(directory, 'report.json'), json);
}

/** Indented, but with a row of numbers on one line. A line break in JSON is never inside a string. */
function toJson(report: Report): string {
  const rows = /\[\n[-\d.eE+,\snul]+\]/g;
  return `${JSON.stringify(report, null, 2).replace(rows, (row) => row.replace(/\s+/g, ' '))}\n`;
}

/** Puts a file in place in one step. */
async function writeWhole(path: string, text: string): Promise<void> {
  const draft = join(dirname(path), `.${randomUUID()}.tmp`);
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
