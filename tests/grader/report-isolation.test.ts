/** What was graded without isolation says so wherever it is read. */
import { describe, expect, test } from 'vitest';
import { gradesCsv } from '../../grader/report/csv';
import { classPage, submissionPages } from '../../grader/report/pages';
import { printReport } from '../../grader/report/print';
import type { Report, SubmissionReport } from '../../grader/report/schema';
import { reportOf } from './report-support/build';
import { fullMarks, halfDone } from './report-support/examples';

const isolated = reportOf([fullMarks('Ada'), halfDone('Bob')]);
const exposed: Report = { ...isolated, isolation: 'none' };
const stamp = /NOT ISOLATED/g;

/** Everything that can be read of a report, by name. */
async function texts(report: Report): Promise<Record<string, string>> {
  const [first] = report.submissions;
  const { instructor, student } = await submissionPages(report, first as SubmissionReport, 'ada');
  const index = await classPage(report, ['ada', 'bob']);
  return { index, instructor, student, csv: gradesCsv(report), terminal: printReport(report) };
}

describe('a grading without isolation', () => {
  test('is stamped on every page, in the table of grades and on the terminal', async () => {
    for (const [name, text] of Object.entries(await texts(exposed))) expect(text, name).toMatch(stamp);
  });

  test('is stamped on every row', async () => {
    const { index = '', csv = '' } = await texts(exposed);
    expect(index.match(stamp)).toHaveLength(1 + 2); // the page and two submissions
    expect(csv.match(stamp)).toHaveLength(2);
  });
});

test('a grading with isolation has no stamp', async () => {
  for (const [name, text] of Object.entries(await texts(isolated))) expect(text, name).not.toMatch(stamp);
});
