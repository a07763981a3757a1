/** The page of a class: its figures, one line for each submission, and how the class did on each function. */
import { outcomes } from '../charts/functions';
import { type ClassFigures, classFigures } from '../figures';
import type { Report } from '../schema';
import { formatPercent, formatPoints, interruption, shortName, stageLabel } from '../wording';
import { ClassTable } from './class-table';
import { Document, Provenance } from './document';
import { Chart, Picture } from './parts';

/** The charts of a class, drawn already; absent when nothing was graded. */
export interface ClassCharts {
  readonly scores?: string | undefined;
  readonly functions?: string | undefined;
}

interface PageProps {
  readonly report: Report;
  readonly charts: ClassCharts;
  /** The file name of each submission's page, without ending, in the order of the report. */
  readonly slugs: readonly string[];
}

/** The page that links to all others. */
export function ClassPage({ report, charts, slugs }: PageProps) {
  const figures = classFigures(report);
  const unfinished = interruption(report);
  const stems = figures.columns.map(({ stem }) => shortName(stem));
  return (
    <Document title="Class · grading report" report={report}>
      <header>
        <p class="eyebrow">Build a transformer · {stems.join(', ')}</p>
        <h1>Grading report</h1>
        <KeyFigures figures={figures} />
      </header>
      <main>
        {unfinished && (
          <section class="card banner">
            <h2>! Not complete</h2>
            <p>The grading was {unfinished}. The figures hold for these alone.</p>
          </section>
        )}
        <section aria-labelledby="submissions">
          <h2 id="submissions">Submissions</h2>
          {report.submissions.length > 0 ? (
            <ClassTable report={report} figures={figures} slugs={slugs} />
          ) : (
            <p>There are none.</p>
          )}
        </section>
        <ClassPictures charts={charts} figures={figures} />
      </main>
      <Provenance report={report} />
    </Document>
  );
}

function KeyFigures({ figures }: { figures: ClassFigures }) {
  const { submissions, mean, median, complete, rejected } = figures;
  const percent = (value: number | undefined) => (value === undefined ? '–' : `${value.toFixed(1)}%`);
  const entries = [
    ['Submissions', submissions],
    ['Mean', percent(mean)],
    ['Median', percent(median)],
    ['With every point', complete],
    ['Rejected', rejected],
  ] as const;
  return (
    <dl class="figures card">
      {entries.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function ClassPictures({ charts, figures }: { charts: ClassCharts; figures: ClassFigures }) {
  if (!charts.scores || !charts.functions) return null;
  return (
    <section aria-labelledby="class-pictures">
      <h2 id="class-pictures">How the class did</h2>
      <div class="pictures">
        <Picture
          title="Functions"
          caption={`Share of the ${figures.graded} graded submissions, in the order of the course.`}
        >
          <p class="key" style="margin-top: .5rem">
            {outcomes.map(({ name, sign, colour }) => (
              <span class="entry">
                <span class="swatch" style={`background: ${colour}`} /> {sign} {name}
              </span>
            ))}
          </p>
          <Chart svg={charts.functions} />
        </Picture>
        <div style="display: grid; gap: .75rem">
          <Picture title="Scores" caption={scoresCaption(figures)}>
            <Chart svg={charts.scores} />
          </Picture>
          <StageFigures figures={figures} />
        </div>
      </div>
    </section>
  );
}

function scoresCaption({ graded, mean, median }: ClassFigures): string {
  return `${graded} graded submissions, mean ${mean?.toFixed(1)}%, median ${median?.toFixed(1)}%.`;
}

function StageFigures({ figures }: { figures: ClassFigures }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">Stage</th>
            <th scope="col" class="right">
              Passed
            </th>
            <th scope="col" class="right">
              Mean points
            </th>
          </tr>
        </thead>
        <tbody>
          {figures.columns.map(({ stem, title, passed, mean, maxScore }) => (
            <tr>
              <th scope="row">{stageLabel({ stem, title })}</th>
              <td class="right number">{formatPercent(passed, figures.graded)}</td>
              <td class="right number">
                {formatPoints(Math.round(mean * 10) / 10)} / {formatPoints(maxScore)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
