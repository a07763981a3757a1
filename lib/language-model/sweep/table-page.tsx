/** The table of a sweep as a page, with the loss of each model over its steps. */
import { Frame, renderPage } from '../../page/frame';
import { styleSheet } from '../../page/style';
import type { Row } from './table';
import { type Column, columnsOf } from './table-text';

export interface TablePage {
  readonly title: string;
  /** What is to be known of the table, a paragraph each. */
  readonly notes: readonly string[];
  readonly rows: readonly Row[];
  /** The validation losses over the steps, drawn by vega, and whose colour is whose. */
  readonly svg: string;
  readonly colours: readonly { readonly name: string; readonly colour: string }[];
}

const look = `
main { padding-block: 1.75rem 3rem; } main > * + * { margin-top: 1rem; }
tbody tr.baseline { background: var(--quiet-soft); } td.note { color: var(--muted); }
figure h2 { margin-bottom: .25rem; } .key { display: flex; flex-wrap: wrap; gap: .25rem 1rem; color: var(--muted); font-size: .875rem; }
.key i { display: inline-block; width: .75rem; height: .75rem; border-radius: 3px; }
svg { display: block; width: 100%; height: auto; max-width: 44rem; }
`;

/** The text of the file. */
export function tablePage(page: TablePage): string {
  return renderPage(<Page {...page} />);
}

function Page({ title, notes, rows, svg, colours }: TablePage) {
  return (
    <Frame title={title} style={styleSheet(look)}>
      <main>
        <h1>{title}</h1>
        {notes.map((note) => (
          <p key={note} class="muted">
            {note}
          </p>
        ))}
        <Table rows={rows} />
        <figure class="card">
          <h2>Validation loss</h2>
          {/* Not escaped: vega drew it, and escapes the text in it. */}
          <div dangerouslySetInnerHTML={{ __html: svg }} />
          <ColourKey entries={colours} />
        </figure>
      </main>
    </Frame>
  );
}

function Table({ rows }: Pick<TablePage, 'rows'>) {
  const columns = columnsOf(rows);
  const head = columns.map((column) => (
    <th key={column.title} class={classOf(column)}>
      {column.title}
    </th>
  ));
  const body = rows.map((row) => (
    <tr key={`${row.name} ${row.differs}`} class={row.name === 'bigram' ? 'baseline' : ''}>
      {columns.map((column) => (
        <td key={column.title} class={classOf(column)}>
          {column.cell(row)}
        </td>
      ))}
    </tr>
  ));
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>{head}</tr>
        </thead>
        <tbody>{body}</tbody>
      </table>
    </div>
  );
}

function classOf({ number, title }: Column): string {
  return number ? 'number right' : title === 'note' ? 'note' : '';
}

function ColourKey({ entries }: { entries: TablePage['colours'] }) {
  return (
    <p class="key">
      {entries.map(({ name, colour }) => (
        <span key={name}>
          <i style={{ background: colour }} /> {name}
        </span>
      ))}
    </p>
  );
}
