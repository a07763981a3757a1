/** The page of one submission: the score first, then what to fix, then everything in detail. */
import { cleanLine, cleanText } from '../clean';
import type { Report, SubmissionReport } from '../schema';
import { formatPercent, formatPoints } from '../wording';
import { Causes } from './causes';
import { Document, Provenance } from './document';
import { Milestone, type MilestoneCharts } from './milestone';
import { Badge, Name } from './parts';
import { type PictureCharts, Pictures } from './pictures';
import { Progress, StageTable, Tests } from './stages';

/** Every chart on the page, drawn already. */
export type SubmissionCharts = MilestoneCharts & PictureCharts;

interface PageProps {
  readonly report: Report;
  readonly submission: SubmissionReport;
  readonly charts: SubmissionCharts;
}

/** The page, whether the submission was graded or rejected. */
export function SubmissionPage({ report, submission, charts }: PageProps) {
  const { name, status, milestone, pictures } = submission;
  return (
    <Document title={`${cleanLine(name)} · grading report`}>
      <header>
        <nav class="eyebrow">
          <a href="../index.html">All submissions</a>
        </nav>
        <h1>
          <Name name={name} />
        </h1>
        {status === 'graded' && <Score submission={submission} />}
      </header>
      <main>
        {status === 'rejected' && <Rejection submission={submission} />}
        {status === 'graded' && (
          <>
            <Causes submission={submission} />
            <StageTable submission={submission} />
            <Tests submission={submission} />
            {milestone && <Milestone milestone={milestone} charts={charts} />}
            <Pictures pictures={pictures} charts={charts} />
          </>
        )}
        <Notes notes={submission.notes} />
      </main>
      <Provenance report={report} />
    </Document>
  );
}

function Score({ submission }: { submission: SubmissionReport }) {
  const { score, maxScore, milestone } = submission;
  return (
    <>
      <p class="score">
        <strong>{formatPoints(score)}</strong>
        <span>
          of {formatPoints(maxScore)} points · {formatPercent(score, maxScore)}
        </span>
      </p>
      <Progress submission={submission} />
      {milestone && (
        <p class="line">
          <span>{milestone.title}</span> <Badge {...milestone} />
          {milestone.status === 'failed' && <span class="muted">{milestone.reason}</span>}
        </p>
      )}
    </>
  );
}

function Rejection({ submission }: { submission: SubmissionReport }) {
  return (
    <section class="card banner rejection stack" aria-labelledby="rejected">
      <h2 id="rejected">✗ Not graded</h2>
      <p>{cleanText(submission.problem ?? 'No reason is given.')}</p>
      <p class="muted small">
        Handed in as <bdi>{cleanLine(submission.source)}</bdi>. Nothing in it was tested.
      </p>
    </section>
  );
}

function Notes({ notes }: { notes: readonly string[] }) {
  if (notes.length === 0) return null;
  return (
    <section aria-labelledby="notes">
      <h2 id="notes">Notes on what was handed in</h2>
      <ul style="padding-left: 1.25rem">
        {notes.map((note) => (
          <li style="overflow-wrap: anywhere">{cleanText(note)}</li>
        ))}
      </ul>
    </section>
  );
}
