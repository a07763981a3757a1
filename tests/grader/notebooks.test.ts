/** Notebooks as the grader sees them: read, executed again in their sandbox, compared. */

import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { prepareSandbox } from '../../grader/isolation/sandbox';
import { differences } from '../../grader/notebooks/compare';
import { gradeNotebooks, type NotebookPlan } from '../../grader/notebooks/grade';
import {
  executeInside,
  type NotebookRuntime,
  type NotebookTools,
  prepareNotebooks,
} from '../../grader/notebooks/sandbox';
import { gradesCsv } from '../../grader/report/csv';
import type { NotebookReport } from '../../grader/report/schema';
import { stages } from '../../lib/course';
import { readEvent } from '../../lib/notebooks/execute';
import { type CodeCell, readNotebook } from '../../lib/notebooks/notebook';
import { findPython } from '../../lib/notebooks/python';
import { reportOf, submission } from './report-support/build';
import { textsOf } from './report-support/canary';
import { temporaryFolder } from './support/folders';
import { isIsolated } from './support/isolation';

const base = temporaryFolder();
const file = (name: string) =>
  readFileSync(join(import.meta.dirname, '../lib/notebooks', `${name}.ipynb`), 'utf8');
const stems = stages.map(({ stem }) => stem);
const papersOf = (notebooks: readonly string[]) =>
  new Map(notebooks.map((text, index) => [`notebooks/${stems[index]}.ipynb`, text]));

/** The same notebook as if all of it had been run, with something to see in each cell. */
function asRun(name: string, shown = 'x\n'): string {
  const notebook = JSON.parse(file(name));
  let count = 0;
  for (const cell of notebook.cells) {
    if (cell.cell_type !== 'code' || cell.source.length === 0) continue;
    count += 1;
    cell.execution_count = count;
    cell.outputs = [{ output_type: 'stream', name: 'stdout', text: [shown] }];
  }
  return JSON.stringify(notebook);
}

const reading: NotebookPlan = {
  mode: 'read',
  stems: stems.slice(0, 3),
  required: false,
  sandbox: { kind: 'none' },
  handedOut: () => undefined,
};
const files = new Map([['exercises/02-attention.ts', 'export const two = 2;']]);
const verdictsOn = (notebooks: readonly string[], plan: Partial<NotebookPlan> = {}) =>
  gradeNotebooks({ files, papers: papersOf(notebooks) }, { ...reading, ...plan });

describe('reading alone', () => {
  test('gives credit to what was run, by its own account, and a reason to all else', async () => {
    expect(await verdictsOn([file('run'), file('out-of-order'), file('cut-off')])).toMatchObject([
      { stem: stems[0], credit: 'yes', state: 'run', executed: false },
      {
        stem: stems[1],
        credit: 'no',
        state: 'out of order',
        reason: expect.stringMatching(/^cell 1 was run as number 3/),
      },
      {
        stem: stems[2],
        credit: 'no',
        state: 'broken',
        reason: expect.stringMatching(/^it is not valid JSON/),
      },
    ]);
  });

  test('says nothing of a class without notebooks, unless they are asked for', async () => {
    const handedOut = () => file('not-run');
    expect(await verdictsOn([], { handedOut })).toBeUndefined();
    expect(await verdictsOn([file('run')], { handedOut, mode: 'off' })).toBeUndefined();
    const missing = { credit: 'no', state: 'missing' };
    expect(await verdictsOn([], { handedOut, required: true })).toMatchObject([missing, missing, missing]);
  });

  test('misses cells that were handed out, not those that were changed or added', async () => {
    const handedOut = () => file('not-run');
    const changed = file('run').replace('const seq = 4', 'const seq = 40');
    const cells = JSON.parse(file('run'));
    cells.cells.splice(1, 1);
    cells.cells[2].execution_count = 1;
    expect(await verdictsOn([file('run'), changed, JSON.stringify(cells)], { handedOut })).toMatchObject([
      { credit: 'yes' },
      { credit: 'yes' },
      { credit: 'no', state: 'incomplete', reason: '1 of the 2 cells of code that were handed out are gone' },
    ]);
  });

  test('keeps reasons to one harmless line', async () => {
    const evil = file('error').replace('x is not a function', `\\u202e\\u001b[31m${'y'.repeat(9000)}`);
    const [verdict] = (await verdictsOn([evil])) ?? [];
    expect(verdict?.reason).toMatch(/^cell 2 ended with TypeError: y+$/);
    expect(verdict?.reason.length).toBeLessThan(300);
  });
});

describe('a comparison', () => {
  const cell = (...outputs: CodeCell['outputs']): CodeCell[] => [{ id: 'a', source: 'x', count: 1, outputs }];
  const printed = (text: string, name = 'stdout') => ({ kind: 'stream', text, forms: [name] });
  const picture = (text: string, ...forms: string[]) => ({ kind: 'display_data', text, forms });

  test.each<[string, CodeCell[], CodeCell[], string | undefined]>([
    ['the same', cell(printed('a 1.5')), cell(printed('a 1.5')), undefined],
    ['the last digits', cell(printed('loss 1.23456')), cell(printed('loss 1.23461')), undefined],
    ['nearly zero', cell(printed('[1e-9, -0.0000001]')), cell(printed('[-3e-8, 0.0000002]')), undefined],
    ['blanks of a table', cell(printed('a   1.0\n')), cell(printed('a  1.000')), undefined],
    ['pieces of a stream', cell(printed('a\n'), printed('b\n')), cell(printed('a\nb\n')), undefined],
    [
      'pieces around a picture',
      cell(printed('a'), picture('p', 'svg'), printed('b')),
      cell(printed('ab'), picture('p', 'svg')),
      undefined,
    ],
    ['other numbers', cell(printed('took 12 ms')), cell(printed('took 99 ms')), 'numbers'],
    ['other words', cell(printed('right')), cell(printed('wrong')), 'text'],
    ['more numbers', cell(printed('[1, 2]')), cell(printed('[1, 2, 3]')), 'text'],
    ['nothing where something was', cell(printed('a')), cell(), 'kinds'],
    ['something where nothing was', cell(), cell(printed('a')), 'kinds'],
    ['another form', cell(picture('p', 'svg')), cell(picture('p', 'png')), 'kinds'],
    ['errors instead', cell(printed('a')), cell(printed('a', 'stderr')), 'kinds'],
    ['a cell that was never run', cell(printed('a')), [], 'kinds'],
  ])('finds %s', (_, handedIn, executed, how) => {
    expect(differences(handedIn, executed)).toEqual(how === undefined ? [] : [{ cell: 1, how }]);
  });
});

const python = await findPython();

describe.skipIf(!python || !isIsolated)('executed again (needs nbclient and bubblewrap)', () => {
  let sandbox: NonNullable<ReturnType<typeof prepareSandbox>>;
  let runtime: NotebookRuntime;
  let tools: NotebookTools;
  beforeAll(async () => {
    const prepared = prepareSandbox(base);
    if (!prepared || !python) throw new Error('notebooks cannot be executed here');
    tools = { python, folder: base };
    [sandbox, runtime] = [prepared, await prepareNotebooks(tools)];
  });

  test('each notebook gets the verdict that it earns, whatever the others do', async () => {
    const notebooks = [file('run'), asRun('throws'), asRun('endless'), asRun('ends-itself'), file('not-run')];
    const plan = { mode: 'run', stems: stems.slice(0, 5), sandbox, tools, seconds: 8 } as const;
    expect(await verdictsOn(notebooks, plan)).toEqual([
      {
        stem: stems[0],
        credit: 'yes',
        state: 'same',
        reason: 'executed again with the same result',
        executed: true,
      },
      {
        stem: stems[1],
        credit: 'open',
        state: 'fails',
        reason: 'executed again, cell 2 ends with TypeError: x is not a function',
        executed: true,
      },
      {
        stem: stems[2],
        credit: 'open',
        state: 'fails',
        reason: 'executed again, cell 2 does not end within 8 s',
        executed: true,
      },
      {
        stem: stems[3],
        credit: 'open',
        state: 'fails',
        reason: 'executed again, cell 2 ends the kernel',
        executed: true,
      },
      expect.objectContaining({ credit: 'no', state: 'not run', executed: false }),
    ]);
  });

  test('what this machine fails at costs nobody anything', async () => {
    const plan = { mode: 'run', stems: stems.slice(0, 2), sandbox, tools, seconds: 60 } as const;
    const papers = papersOf([file('run'), file('not-run')]);
    // A zip can hold both; no disk can.
    const clash = new Map([
      ['exercises/a.ts', ''],
      ['exercises/a.ts/b.ts', ''],
    ]);
    expect(await gradeNotebooks({ files: clash, papers }, { ...reading, ...plan })).toMatchObject([
      {
        credit: 'open',
        state: 'not executed',
        reason: expect.stringMatching(/^it could not be executed again here: E/),
      },
      { credit: 'no', state: 'not run' },
    ]);
  });

  test('a notebook that shows something else is for a person to decide', async () => {
    const other = file('run').replace('[ 0, 1, 2, 3 ]', '[ all right ]');
    const plan = { mode: 'run', stems: stems.slice(0, 1), sandbox, tools, seconds: 60 } as const;
    expect(await verdictsOn([other], plan)).toMatchObject([
      { credit: 'open', state: 'differs', reason: 'executed again, cell 1 shows not what was handed in' },
    ]);
  });

  test('nothing leads out of the sandbox', async () => {
    // Jupyter listens on ports of its own in there, which may have the same number: only a greeting from here counts.
    const server = createServer((socket) => socket.end('greeting')).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    await mkdir(join(base, 'exercises'), { recursive: true });
    await writeFile(join(base, 'secret'), 'seen');
    const places = [
      join(base, 'secret'),
      join(import.meta.dirname, 'notebooks.test.ts'),
      '/etc/passwd',
      '/root',
      '/home',
    ];
    const source = escapes.replace('PLACES', JSON.stringify(places)).replace('PORT', String(port));
    const notebook = join(base, 'escape.ipynb');
    const cell = { cell_type: 'code', id: 'a', metadata: {}, execution_count: null, outputs: [], source };
    await writeFile(
      notebook,
      JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [cell] }),
    );
    const { output } = await executeInside(
      sandbox,
      runtime,
      { notebook, exercises: join(base, 'exercises') },
      60,
    );
    server.close();
    const last = output
      .split('\n')
      .flatMap((line) => readEvent(line) ?? [])
      .find(({ event }) => event === 'notebook');
    const executed = readNotebook(JSON.stringify(last?.event === 'notebook' ? last.notebook : undefined));
    // That there is an answer at all shows that the ways were tried.
    expect(executed.cells[0]?.outputs.map(({ text }) => text)).toEqual(['tried 12 ways, found []\n']);
  });
});

/** Tries ways out, and says which led somewhere. */
const escapes = `
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
const reads = PLACES.map((path) => [path, () => { try { readFileSync(path); } catch (e) { if (e.code !== 'EISDIR') throw e; readdirSync(path); } }]);
const connects = new Promise((resolve, reject) => connect(PORT, '127.0.0.1').on('data', (data) => String(data) === 'greeting' && resolve()).on('close', reject).on('error', reject).setTimeout(3000, reject));
const writes = ['/app/lib/course.ts', '/app/exercises/x.ts', '/usr/x', '/x'].map((path) => [path, () => writeFileSync(path, 'x')]);
const runs = [['unshare', '-Ur', 'true'], ['mount', '-t', 'tmpfs', 'x', '/tmp']].map(([name, ...rest]) => [name, () => execFileSync(name, rest, { stdio: 'ignore' })]);
const ways = [...reads, ...writes, ...runs, ['the network', () => connects]];
const found = [];
for (const [name, way] of ways) {
  try { await way(); found.push(name); } catch {}
}
console.log('tried ' + ways.length + ' ways, found ' + JSON.stringify(found));
`;

describe('the report', () => {
  const notebooks: NotebookReport[] = [
    {
      stem: '01-positional-encoding',
      credit: 'yes',
      state: 'same',
      reason: 'executed again',
      executed: true,
    },
    { stem: '02-attention', credit: 'no', state: 'out of order', reason: 'cell <b>3</b>', executed: false },
    { stem: '03-masking', credit: 'open', state: 'differs', reason: 'cell 4', executed: true },
  ];

  test('shows the verdict and its reason to the instructor, to the student and on the terminal', async () => {
    const one = { ...submission('Ada'), notebooks };
    const { student, instructor, terminal } = await textsOf(one);
    for (const text of [student, instructor]) {
      expect(text).toContain('02 Attention ✗ no credit out of order: cell <b>3</b>');
      expect(text).toContain('03 Masking ? a person decides differs: cell 4');
    }
    expect(terminal).toContain(
      '1 of 3 notebooks with credit; no credit: 02 out of order; a person decides: 03 differs',
    );
  });

  test('counts them in the grades, apart from the points', () => {
    const [head, ada] = gradesCsv(reportOf([{ ...submission('Ada'), notebooks }])).split('\n');
    expect(head).toMatch(/,notebooks_credited,notebooks_no,notebooks_open,notebooks$/);
    expect(ada).toMatch(/^Ada,100,100,100,.*,1,1,1,1 of 3 notebooks with credit;/);
  });
});
