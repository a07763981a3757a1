/**
 * The page of one submission, for the instructor or for its student: the score first, then what to fix, then
 * everything in detail.
 */
import { reversalMilestone } from '../../../lib/course';
import { cleanLine, cleanText } from '../../clean';
import type { Report, SubmissionReport } from '../schema';
import { withoutDiagnosis } from '../student-copy';
import { formatPercent, formatPoints, leakSentence } from '../wording';
import { Causes } from './causes';
import { Document, GradedOn, Provenance } from './document';
import { Milestone, type MilestoneCharts } from './milestone';
import { Notebooks } from './notebooks';
import { Badge, Name, type Reader } from './parts';
import { type PictureCharts, Pictures } from './pictures';
import { Progress, StageTable, Tests } from './stages';
import { Written } from './written';

/** Every chart on the page, drawn already. */
export type SubmissionCharts = PictureCharts & {
  /** By stem. */
  readonly milestones: Readonly<Record<string, MilestoneCharts>>;
};

interface PageProps {
  readonly report: Report;
  /** For a student: the copy without hidden tests. */
  readonly submission: SubmissionReport;
  readonly charts: SubmissionCharts;
  readonly reader: Reader;
  /** The file name of the pages of this submission, without ending. */
  readonly slug: string;
}

/** The page, whether the submission was graded or rejected. */
export function SubmissionPage({ report, submission, charts, reader, slug }: PageProps) {
  const { name, status } = submission;
  return (
    <Document title={`${cleanLine(name)} · grading report`} report={report}>
      <header>
        {reader === 'instructor' ? <Ways slug={slug} /> : <p class="eyebrow">Build a transformer</p>}
        <h1>
          <Name name={name} />
        </h1>
        {status === 'graded' && <Score submission={submission} />}
      </header>
      <main>
        {status === 'rejected' && <Rejection submission={submission} />}
        {status === 'graded' && <Graded submission={submission} charts={charts} reader={reader} />}
        <Notes notes={submission.notes} />
      </main>
      {reader === 'instructor' ? <Provenance report={report} /> : <GradedOn report={report} />}
    </Document>
  );
}

/** Where an instructor goes from here. */
function Ways({ slug }: { slug: string }) {
  return (
    <nav class="eyebrow">
      <a href="../index.html">All submissions</a> · <a href={`../students/${slug}.html`}>Student’s copy</a>
    </nav>
  );
}

function Graded({ submission, charts, reader }: Pick<PageProps, 'submission' | 'charts' | 'reader'>) {
  const { milestones, pictures } = submission;
  return (
    <>
      <Causes submission={reader === 'student' ? withoutDiagnosis(submission) : submission} />
      <StageTable submission={submission} />
      <Tests submission={submission} reader={reader} />
      {milestones.map((milestone) => (
        <Milestone
          milestone={milestone}
          charts={charts.milestones[milestone.stem] ?? {}}
          leak={milestone.stem === reversalMilestone.stem ? leakSentence(submission) : undefined}
        />
      ))}
      <Pictures pictures={pictures} charts={charts} />
      <Notebooks submission={submission} />
      <Written submission={submission} reader={reader} />
    </>
  );
}

function Score({ submission }: { submission: SubmissionReport }) {
  const { score, maxScore, milestones } = submission;
  return (
    <>
      <p class="score">
        <strong>{formatPoints(score)}</strong>
        <span>
          of {formatPoints(maxScore)} points · {formatPercent(score, maxScore)}
        </span>
      </p>
      <Progress submission={submission} />
      {milestones.map((milestone) => (
        <p class="line">
          <span>{milestone.title}</span> <Badge {...milestone} />
          {milestone.status === 'failed' && <span class="muted">{milestone.reason}</span>}
        </p>
      ))}
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
