/** One line for each submission of a class, sorted by name. */
import { cleanLine } from '../../clean';
import type { ClassFigures } from '../figures';
import type { Report, SubmissionReport } from '../schema';
import {
  byName,
  type Column,
  formatPercent,
  formatPoints,
  notIsolated,
  partsOf,
  shortName,
  statusSigns,
  statusWords,
} from '../wording';
import { Name, statusClass } from './parts';

interface TableProps {
  readonly report: Report;
  readonly figures: ClassFigures;
  readonly slugs: readonly string[];
}

/** Submissions × stages; wider than a phone, so it scrolls below its fixed first column. */
export function ClassTable({ report, figures, slugs }: TableProps) {
  const slugOf = new Map(report.submissions.map((submission, index) => [submission, slugs[index] ?? '']));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section class="scroll" tabIndex={0} aria-labelledby="submissions">
      <table class="class-table">
        <Head columns={figures.columns} />
        <tbody>
          {byName(report.submissions).map((submission) => (
            <Row
              submission={submission}
              columns={figures.columns}
              slug={slugOf.get(submission) ?? ''}
              isolated={report.isolation !== 'none'}
            />
          ))}
        </tbody>
        {figures.graded > 0 && <Foot figures={figures} />}
      </table>
    </section>
  );
}

function Head({ columns }: { columns: readonly Column[] }) {
  return (
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col" class="right">
          Points
        </th>
        {columns.map(({ stem, title, maxScore }) => (
          <th scope="col">
            <span title={title}>{shortName(stem)}</span> <span class="muted">/ {formatPoints(maxScore)}</span>
          </th>
        ))}
        <th scope="col">
          <span title="to be handed to the student">Copy</span>
        </th>
      </tr>
    </thead>
  );
}

function Row({
  submission,
  columns,
  slug,
  isolated,
}: {
  submission: SubmissionReport;
  columns: readonly Column[];
  slug: string;
  isolated: boolean;
}) {
  const { name, status, problem, score, maxScore } = submission;
  const parts = new Map(partsOf(submission).map((part) => [part.stem, part]));
  return (
    <tr>
      <th scope="row">
        <a href={`submissions/${slug}.html`} title={cleanLine(name)}>
          <Name name={name} />
        </a>
        {!isolated && <span class="stamp small">{notIsolated}</span>}
      </th>
      <td class="right number">
        <b>{formatPoints(score)}</b> <span class="muted">/ {formatPoints(maxScore)}</span>
      </td>
      {status === 'rejected' ? (
        <td class="reason" colSpan={columns.length}>
          ✗ rejected: {cleanLine(problem ?? 'no reason given')}
        </td>
      ) : (
        columns.map(({ stem }) => <Cell part={parts.get(stem)} />)
      )}
      <td class="small">
        <a href={`students/${slug}.html`}>
          open<span class="visually-hidden"> the copy for {cleanLine(name)}</span>
        </a>
      </td>
    </tr>
  );
}

function Cell({ part }: { part: ReturnType<typeof partsOf>[number] | undefined }) {
  if (!part) return <td>–</td>;
  return (
    <td>
      <span class={`cell ${statusClass(part.status)}`} title={statusWords(part)}>
        <span aria-hidden="true">{statusSigns[part.status]}</span>
        <span class="visually-hidden">{statusWords(part)},</span> {formatPoints(part.score)}
      </span>
    </td>
  );
}

function Foot({ figures }: { figures: ClassFigures }) {
  return (
    <tfoot>
      <tr>
        <th scope="row">Passed by</th>
        <td class="right number">{formatPercent(figures.complete, figures.graded)}</td>
        {figures.columns.map(({ passed }) => (
          <td class="number">{formatPercent(passed, figures.graded)}</td>
        ))}
        <td />
      </tr>
      <tr>
        <th scope="row">Mean</th>
        <td class="right number">{figures.mean?.toFixed(1)}%</td>
        {figures.columns.map(({ mean }) => (
          <td class="number">{formatPoints(Math.round(mean * 10) / 10)}</td>
        ))}
        <td />
      </tr>
    </tfoot>
  );
}
