/** The frame of every page of a report. */
import type { ComponentChildren } from 'preact';
import { Frame } from '../../../lib/page/frame';
import type { Report } from '../schema';
import { isolationWarning } from '../wording';
import { style } from './style';

interface DocumentProps {
  readonly title: string;
  readonly report: Report;
  readonly children: ComponentChildren;
}

/** One self-contained page of a report. */
export function Document({ title, report, children }: DocumentProps) {
  const stamp = isolationWarning(report);
  return (
    <Frame title={title} style={style}>
      {stamp && <p class="stamp">{stamp}</p>}
      {children}
    </Frame>
  );
}

/** How the report came about: enough to get the same one again. */
export function Provenance({ report }: { report: Report }) {
  const { seed, backend, versions } = report;
  const programs = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return (
    <footer>
      Graded on <When report={report} /> with seed {seed} on the {backend} backend
      {programs.length > 0 && ` (${programs.join(', ')})`}.
    </footer>
  );
}

/** The same for a student: without the seed, from which hidden inputs are drawn. */
export function GradedOn({ report }: { report: Report }) {
  return (
    <footer>
      Graded on <When report={report} />. Tests marked “hidden” were not handed out; they check the same with
      other sizes and other numbers.
    </footer>
  );
}

function When({ report: { gradedAt } }: { report: Report }) {
  const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return <time dateTime={gradedAt}>{time.format(new Date(gradedAt))} UTC</time>;
}
