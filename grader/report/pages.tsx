/** The HTML files of a report: a page for the class, and two for each submission: the instructor's and the student's. */

import { accuracyChart } from '../../lib/charts/accuracy';
import { attentionChart } from '../../lib/charts/attention-pattern';
import { influenceChart } from '../../lib/charts/influence';
import { batchAccuracyChart, lossChart } from '../../lib/charts/loss';
import { difference, encodingChart } from '../../lib/charts/positional-encoding';
import { renderChart } from '../../lib/charts/render';
import { renderPage } from '../../lib/page/frame';
import { functionsChart } from './charts/functions';
import { scoresChart } from './charts/scores';
import { classFigures } from './figures';
import { ClassPage } from './html/class-page';
import type { MilestoneCharts } from './html/milestone';
import type { Reader } from './html/parts';
import type { PictureCharts } from './html/pictures';
import { type SubmissionCharts, SubmissionPage } from './html/submission-page';
import type { MilestoneReport, PicturesReport, Report, SubmissionReport } from './schema';
import { studentCopy } from './student-copy';

/** The page of the class. `slugs` name the pages of the submissions, in the order of the report. */
export async function classPage(report: Report, slugs: readonly string[]): Promise<string> {
  const { scores, functions } = classFigures(report);
  const charts =
    scores.length === 0
      ? {}
      : {
          scores: await renderChart(scoresChart(scores)),
          functions: await renderChart(functionsChart(functions)),
        };
  return renderPage(<ClassPage report={report} charts={charts} slugs={slugs} />);
}

/** One submission of a report, twice. */
export interface SubmissionPages {
  readonly instructor: string;
  /** To be handed out: one file, without links, without anything of hidden tests. */
  readonly student: string;
}

/** The pages of one submission of the report. `slug` is the name of both files, without ending. */
export async function submissionPages(
  report: Report,
  submission: SubmissionReport,
  slug: string,
): Promise<SubmissionPages> {
  const copy = studentCopy(submission);
  const charts = {
    milestones: await chartsOf(submission.milestones),
    ...(await pictureCharts(submission.pictures)),
  };
  const render = (reader: Reader, shown: SubmissionReport) =>
    renderPage(
      <SubmissionPage report={report} submission={shown} charts={charts} reader={reader} slug={slug} />,
    );
  return { instructor: render('instructor', submission), student: render('student', copy) };
}

async function chartsOf(milestones: readonly MilestoneReport[]): Promise<SubmissionCharts['milestones']> {
  const charts: Record<string, MilestoneCharts> = {};
  for (const milestone of milestones) charts[milestone.stem] = await milestoneCharts(milestone);
  return charts;
}

async function milestoneCharts(milestone: MilestoneReport): Promise<MilestoneCharts> {
  const trained = milestone.history.length > 0;
  return {
    accuracy: milestone.positions.length > 0 ? await renderChart(accuracyChart(milestone)) : undefined,
    loss: trained ? await renderChart(lossChart(milestone)) : undefined,
    batchAccuracy:
      trained && milestone.positions.length > 0
        ? await renderChart(batchAccuracyChart(milestone))
        : undefined,
  };
}

async function pictureCharts(pictures: PicturesReport): Promise<PictureCharts> {
  const { positionalEncoding: encodings, attentionPattern, influence } = pictures;
  const { tokens, patterns } = attentionPattern ?? { tokens: [], patterns: [] };
  return {
    ...(encodings ? await encodingCharts(encodings) : {}),
    heads: await Promise.all(patterns.map((pattern) => renderChart(attentionChart(tokens, pattern)))),
    perturbation: influence && (await renderChart(influenceChart(influence.perturbation))),
    gradient: influence?.gradient && (await renderChart(influenceChart(influence.gradient))),
  };
}

async function encodingCharts(encodings: NonNullable<PicturesReport['positionalEncoding']>) {
  const wrong = difference(encodings.student, encodings.expected);
  return {
    student: await renderChart(encodingChart(encodings.student)),
    expected: await renderChart(encodingChart(encodings.expected)),
    difference: wrong && (await renderChart(encodingChart(wrong.matrix))),
  };
}
