/** The page of what changed since an older report: for the instructor, before anything is published. */
import { renderPage } from '../../lib/page/frame';
import { Document, Provenance } from '../report/html/document';
import { Name } from '../report/html/parts';
import type { Report } from '../report/schema';
import { formatPoints, plural, shortName } from '../report/wording';
import { type Change, type Changes, moved, type PartChange, partWords, signed, summaryOf } from './compare';

interface PageProps {
  readonly before: Report;
  readonly now: Report;
  readonly changes: Changes;
  /** The file name of each submission's page, without ending, in the order of the new report. */
  readonly slugs: readonly string[];
}

/** The text of the page, which lies beside `index.html`. */
export function changesPage(props: PageProps): string {
  return renderPage(<ChangesPage {...props} />);
}

function ChangesPage({ before, now, changes, slugs }: PageProps) {
  const moving = moved(changes);
  const turned = changes.both.filter(
    ({ delta, parts, rejected }) => delta === 0 && (parts.length > 0 || rejected),
  );
  return (
    <Document title="Changes · grading report" report={now}>
      <header>
        <nav class="eyebrow">
          <a href="index.html">All submissions</a>
        </nav>
        <h1>Who moves</h1>
        <p>
          Since the report of <Day report={before} />: {summaryOf(changes)}.
        </p>
      </header>
      <main>
        {changes.warnings.length > 0 && <Warnings warnings={changes.warnings} />}
        <section aria-labelledby="moved">
          <h2 id="moved">Other points</h2>
          {moving.length > 0 ? (
            <Table changes={moving} slugs={slugs} label="moved" />
          ) : (
            <p>Nobody has other points.</p>
          )}
        </section>
        {turned.length > 0 && (
          <section aria-labelledby="turned">
            <h2 id="turned">The same points for another reason</h2>
            <Table changes={turned} slugs={slugs} label="turned" />
          </section>
        )}
        <Names title="New" why="Only in this report." names={changes.added} />
        <Names title="Missing" why="Only in the older report." names={changes.missing} />
        <p class="muted small" style="margin-top: 2.25rem">
          {plural(changes.both.length - moving.length - turned.length, 'submission')} without any change.
        </p>
      </main>
      <Provenance report={now} />
    </Document>
  );
}

function Day({ report: { gradedAt } }: { report: Report }) {
  const format = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' });
  return <time dateTime={gradedAt}>{format.format(new Date(gradedAt))} UTC</time>;
}

function Warnings({ warnings }: { warnings: readonly string[] }) {
  return (
    <section class="card banner">
      <h2>! Not graded in the same way</h2>
      {warnings.map((warning) => (
        <p>{warning}</p>
      ))}
    </section>
  );
}

interface TableProps {
  readonly changes: readonly Change[];
  readonly slugs: readonly string[];
  readonly label: string;
}

function Table({ changes, slugs, label }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reachable by keyboard
    <section class="scroll" tabIndex={0} aria-labelledby={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" class="right">
              Before
            </th>
            <th scope="col" class="right">
              Now
            </th>
            <th scope="col" class="right">
              Change
            </th>
            <th scope="col">Functions</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change) => (
            <Row change={change} slug={slugs[change.index] ?? ''} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ change, slug }: { change: Change; slug: string }) {
  const { name, from, to, delta, rejected, parts } = change;
  const colour = delta === 0 ? '' : delta > 0 ? 'passed' : 'failed';
  return (
    <tr>
      <th scope="row">
        <a href={`submissions/${slug}.html`}>
          <Name name={name} />
        </a>
      </th>
      <td class="right number">{formatPoints(from)}</td>
      <td class="right number">
        <b>{formatPoints(to)}</b>
      </td>
      <td class="right number">
        <span class={`badge ${colour}`}>{signed(delta)}</span>
      </td>
      <td class="small">
        {rejected && <p>{rejected === 'now' ? 'rejected now' : 'rejected before, graded now'}</p>}
        {parts.map((part) => (
          <Part part={part} />
        ))}
      </td>
    </tr>
  );
}

function Part({ part }: { part: PartChange }) {
  const stage = /^\d/.test(part.stem) ? `${shortName(part.stem)} ` : '';
  return (
    <p>
      <span class="muted">{stage}</span>
      <code>{part.name}</code> {partWords(part)}
    </p>
  );
}

function Names({ title, why, names }: { title: string; why: string; names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <section>
      <h2>{title}</h2>
      <p class="muted small">{why}</p>
      <ul style="padding-left: 1.25rem">
        {names.map((name) => (
          <li>
            <Name name={name} />
          </li>
        ))}
      </ul>
    </section>
  );
}
