/** Who moves by how much since an older report. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { changesPage } from '../../grader/diff/changes-page';
import { compareReports, moved, summaryOf } from '../../grader/diff/compare';
import { readOldReport } from '../../grader/diff/old-report';
import { changesCsv, printChanges, showChanges } from '../../grader/diff/show';
import { writeReport } from '../../grader/report';
import type { Report, SubmissionReport } from '../../grader/report/schema';
import { rejected, reportOf, submission } from './report-support/build';
import { evil, unscaled } from './report-support/examples';
import { textOf } from './report-support/render';
import { temporaryFolder } from './support/folders';

const base = temporaryFolder();

/** A submission whose mask is wrong: 5 points of `causalMask` are at stake. */
const wrongMask = (name: string, status: 'failed' | 'crashed' = 'failed'): SubmissionReport =>
  submission(name, { causalMask: { status, failing: [0, 1, 2, 3, 4] } });
const points = (each: SubmissionReport) => each.score;
const mask = points(submission('x')) - points(wrongMask('x'));

const before = reportOf([
  submission('Ada'),
  wrongMask('Bob'),
  wrongMask('Cy'),
  unscaled('Dan'),
  rejected('Eve', 'broken zip'),
  submission('Gone'),
  submission('Same'),
]);
const now = reportOf([
  wrongMask('Ada'),
  submission('Bob'),
  wrongMask('Cy', 'crashed'),
  submission('Dan'),
  submission('Eve'),
  submission('Fresh'),
  submission('Same'),
]);
const changes = compareReports(before, now);

describe('compareReports', () => {
  test('puts the largest change first, and those of one size by name', () => {
    // 100 points; 8 · 11 / 15 for attentionPattern; all of causalMask twice; none.
    expect(changes.both.map(({ name }) => name)).toEqual(['Eve', 'Dan', 'Ada', 'Bob', 'Cy', 'Same']);
    expect(changes.both[0]).toMatchObject({ name: 'Eve', from: 0, to: 100, delta: 100, rejected: 'before' });
    expect(
      moved(changes)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['Ada', 'Bob', 'Dan', 'Eve']);
  });

  test('names the functions whose status changed, also where the points did not', () => {
    const of = (name: string) => changes.both.find((each) => each.name === name);
    expect(of('Ada')).toMatchObject({
      delta: -mask,
      parts: [{ name: 'causalMask', from: 'passed', to: 'failed', delta: -mask }],
    });
    expect(of('Cy')).toMatchObject({
      delta: 0,
      parts: [{ name: 'causalMask', from: 'failed', to: 'crashed', delta: 0 }],
    });
    expect(of('Dan')?.parts.map(({ name, from, to }) => [name, from, to])).toEqual([
      ['attentionPattern', 'failed', 'passed'],
      ['multiHeadAttention', 'blocked', 'passed'],
    ]);
    expect(of('Same')?.parts).toEqual([]);
  });

  test('lists who is new and who is missing', () => {
    expect([changes.added, changes.missing]).toEqual([['Fresh'], ['Gone']]);
  });

  test('takes a hundredth of rounding for no change', () => {
    const shaken = reportOf(before.submissions.map((each) => ({ ...each, score: each.score + 0.001 })));
    expect(summaryOf(compareReports(before, shaken))).toBe('none of 7 moves');
  });

  test.each<[Partial<Report>, RegExp]>([
    [{ seed: 8 }, /^The seed differs: 7 before, 8 now; hidden inputs/],
    [{ backend: 'cpu' }, /^The backend differs: wasm before, cpu now;/],
    [
      { stages: ['02-attention'] },
      /^The stages differ: 01-positional-encoding, .* before, 02-attention now;/,
    ],
    [{ complete: false }, /interrupted/],
  ])('warns of what would move anybody: %j', (difference, words) => {
    expect(compareReports(before, { ...now, ...difference }).warnings).toEqual([
      expect.stringMatching(words),
    ]);
    expect(changes.warnings).toEqual([]);
  });
});

describe('summaryOf', () => {
  test('counts who moves and says by how much on average', () => {
    const up = reportOf([submission('Bob'), wrongMask('Cy'), submission('Gone'), submission('Same')]);
    const part = compareReports(
      {
        ...before,
        submissions: before.submissions.filter(
          ({ name }) => name !== 'Eve' && name !== 'Ada' && name !== 'Dan',
        ),
      },
      up,
    );
    const mean = Math.round((mask / 4) * 10) / 10;
    expect(summaryOf(part)).toBe(`1 of 4 moves: 1 up, 0 down; mean +${mean}`);
    expect(summaryOf(changes)).toMatch(/^4 of 6 move: 3 up, 1 down; mean \+\d+(\.\d)?; 1 new, 1 missing$/);
  });
});

describe('changes.csv', () => {
  const lines = changesCsv(changes).trimEnd().split('\n');

  test('has one line for each submission of either report, with plain numbers', () => {
    expect(lines[0]).toBe('submission,before,now,change,what,functions');
    expect(lines[1]).toBe('Eve,0,100,100,rejected before,');
    expect(lines.find((line) => line.startsWith('Ada'))).toBe(
      `Ada,100,${100 - mask},-${mask},down,causalMask: passed → failed (−${mask})`,
    );
    expect(lines.slice(-2)).toEqual(['Fresh,,,,new,', 'Gone,,,,missing,']);
    expect(lines).toHaveLength(9);
  });

  test('does not let a spreadsheet calculate a name', () => {
    const name = '=1+1';
    const csv = changesCsv(compareReports(reportOf([submission(name)]), reportOf([wrongMask(name)])));
    expect(csv).toContain("\n'=1+1,100,");
  });
});

describe('what is shown', () => {
  test('on the terminal is the summary and who moves', () => {
    const text = stripVTControlCharacters(printChanges(changes));
    expect(text).toContain('Since the older report 4 of 6 move: 3 up, 1 down');
    expect(text).toMatch(/\+100 {2}Eve {2}0 → 100 \(rejected before\)/);
    expect(text).toContain(`causalMask: passed → failed (−${mask})`);
    expect(text).not.toMatch(/Same|Cy/);
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  test('on the page links to the submissions, and is harmless whatever they are called', () => {
    const evils = [reportOf([evil()]), reportOf([{ ...evil(), score: 0 }])] as const;
    const page = changesPage({
      before: evils[0],
      now: evils[1],
      changes: compareReports(...evils),
      slugs: ['evil'],
    });
    expect(page).not.toMatch(/<script|<img|\u202e/i);
    const html = changesPage({
      before,
      now,
      changes,
      slugs: ['ada', 'bob', 'cy', 'dan', 'eve', 'fresh', 'same'],
    });
    expect(html).toContain('href="submissions/eve.html"');
    expect(textOf(html)).toContain('4 of 6 move');
    expect(textOf(html)).toMatch(/The same points for another reason .*Cy/);
  });

  test('is written beside the report', async () => {
    vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const folder = join(base, 'shown');
    mkdirSync(folder);
    await showChanges(before, now, folder);
    expect(readdirSync(folder).sort()).toEqual(['changes.csv', 'changes.html']);
    vi.restoreAllMocks();
  });
});

describe('readOldReport', () => {
  const out = join(base, 'new');
  const old = join(base, 'old');
  beforeAll(() => writeReport(before, old));

  test('gives what the comparison needs, and keeps little of it', async () => {
    const read = await readOldReport(old, out);
    expect(compareReports(read, now)).toEqual(changes);
    expect(JSON.stringify(read).length).toBeLessThan(
      readFileSync(join(old, 'report.json'), 'utf8').length / 10,
    );
  });

  test('reads the same of one that was laid out by another hand', async () => {
    const flat = join(base, 'flat');
    mkdirSync(flat);
    const text = readFileSync(join(old, 'report.json'), 'utf8');
    writeFileSync(join(flat, 'report.json'), JSON.stringify(JSON.parse(text)));
    expect(await readOldReport(flat, out)).toEqual(await readOldReport(old, out));
  });

  test('is not misled by what a student wrote', async () => {
    const strange = join(base, 'strange names');
    const names = ['\n    }\n', '\u2028    },\u2028    {\u2028', '    {', '"submissions": ['];
    await writeReport(reportOf(names.map((name) => submission(name))), strange);
    const { submissions } = await readOldReport(strange, out);
    expect(submissions.map(({ name }) => name)).toEqual(names);
  });

  test.each<[string, string | undefined, RegExp]>([
    ['missing', undefined, /missing holds no report\.json: give the folder of an older grading for --diff$/],
    ['damaged', '{"version":1,', /damaged holds a damaged report\.json/],
    ['newer', '{"version":99}', /newer holds a report of version 99, this grader reads version 2$/],
    ['strange', '[]', /strange holds a report of no version/],
    ['other', '{"version":2}', /other holds a report\.json that is not as the grader wrote it$/],
  ])('refuses one that is %s in one line', async (name, text, words) => {
    if (text !== undefined) {
      mkdirSync(join(base, name));
      writeFileSync(join(base, name, 'report.json'), text);
    }
    await expect(readOldReport(join(base, name), out)).rejects.toThrow(words);
  });

  test('refuses to compare a folder with itself, also by a link', async () => {
    symlinkSync(old, join(base, 'link'));
    for (const same of [old, join(base, 'link')])
      await expect(readOldReport(old, same)).rejects.toThrow(
        'is where the new report goes: give another --out',
      );
  });
});
