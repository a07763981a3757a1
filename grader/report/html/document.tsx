/** The frame of every page. */
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { Report } from '../schema';
import { isolationWarning } from '../wording';
import { style } from './style';

/** A page may show itself and nothing else: no script runs in it and nothing is fetched, whatever was handed in. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

interface DocumentProps {
  readonly title: string;
  readonly report: Report;
  readonly children: ComponentChildren;
}

/** One self-contained page of a report. */
export function Document({ title, report, children }: DocumentProps) {
  const stamp = isolationWarning(report);
  return (
    <Frame title={title}>
      {stamp && <p class="stamp">{stamp}</p>}
      {children}
    </Frame>
  );
}

/** One self-contained page about anything. */
export function Frame({ title, children }: Pick<DocumentProps, 'title' | 'children'>) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        {/* Not escaped: the style sheet is a constant of this program. */}
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>{children}</body>
    </html>
  );
}

/** The text of an HTML file. */
export function renderPage(page: VNode): string {
  return `<!doctype html>\n${renderToString(page)}\n`;
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
