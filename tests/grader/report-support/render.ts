/** Pages of one submission as text. */
import { submissionPages } from '../../../grader/report/pages';
import type { Report, SubmissionReport } from '../../../grader/report/schema';
import { reportOf } from './build';

/** As a reader of the written file gets it: NaN is null. */
const asRead = (report: Report): Report => JSON.parse(JSON.stringify(report));

function pagesOf(one: SubmissionReport) {
  const report = asRead(reportOf([one], { seed: 314159265 }));
  return submissionPages(report, report.submissions[0] ?? one, 'own-page');
}

/** The instructor's page. */
export async function pageOf(one: SubmissionReport): Promise<string> {
  return (await pagesOf(one)).instructor;
}

/** The student's copy. */
export async function studentPageOf(one: SubmissionReport): Promise<string> {
  return (await pagesOf(one)).student;
}

/** The text between the tags, as a person sees it, folded to single spaces. */
export function textOf(html: string): string {
  return html
    .replace(/<style>.*?<\/style>/s, '')
    .replace(/<\/(p|li|h\d|td|th|tr|figcaption|summary|div|dt|dd)>/g, ' ')
    .replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}
