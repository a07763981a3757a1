import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, describe, expect, test } from 'vitest';
import { writeReport } from '../../grader/report';
import { gradesCsv } from '../../grader/report/csv';
import { publishedPath, publishedSchema } from '../../grader/report/json-schema';
import { uniqueSlugs } from '../../grader/report/slug';
import { rejected, reportOf } from './report-support/build';
import { broken, classReport, evil, fullMarks, halfDone, leaky, unscaled } from './report-support/examples';

const folder = mkdtempSync(join(tmpdir(), 'report-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The numbers of one line of CSV whose cells hold no comma. */
const cells = (line: string | undefined) => (line ?? '').split(',');

describe('writeReport', () => {
  test('writes a page for each submission, the class, the grades and the data, and leaves nothing else', async () => {
    const out = join(folder, 'new', 'folder');
    await writeReport(reportOf([fullMarks('Ada'), rejected('Bob', 'broken zip')]), out);
    expect(readdirSync(out).sort()).toEqual([
      'grades.csv',
      'index.html',
      'report.json',
      'students',
      'submissions',
    ]);
    expect(readdirSync(join(out, 'students')).sort()).toEqual(['ada.html', 'bob.html']);
    expect(readdirSync(join(out, 'submissions')).sort()).toEqual(['ada.html', 'bob.html']);
  });

  test('replaces an older report and leaves other files alone', async () => {
    const out = join(folder, 'again');
    await writeReport(reportOf([fullMarks('Ada')]), out);
    await writeReport(reportOf([halfDone('Ada'), leaky('Cy')]), out);
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')).submissions).toHaveLength(2);
    expect(readdirSync(join(out, 'submissions')).sort()).toEqual(['ada.html', 'cy.html']);
  });

  test('keeps every number of a report that was read back', async () => {
    const out = join(folder, 'same');
    const report = reportOf([unscaled('a name with [\n1, 2\n] in it'), leaky()]);
    await writeReport(report, out);
    expect(JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'))).toEqual(report);
  });

  test('writes null for what the student computed as NaN', async () => {
    const out = join(folder, 'nan');
    await writeReport(reportOf([broken('Zoe')]), out);
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));
    expect(report.submissions[0].pictures.positionalEncoding.student[23][0]).toBeNull();
    expect(readFileSync(join(out, 'submissions', 'zoe.html'), 'utf8')).toContain('not a number');
  });

  test('leaves no draft behind when a file cannot be put in place', async () => {
    const out = join(folder, 'taken');
    mkdirSync(join(out, 'index.html', 'inside'), { recursive: true });
    await expect(writeReport(reportOf([]), out)).rejects.toThrow(/index\.html/);
    expect(readdirSync(out).sort()).toEqual(['index.html', 'students', 'submissions']);
  });

  test('refuses a report that does not follow the schema, and writes nothing', async () => {
    const out = join(folder, 'refused');
    const report = reportOf([{ ...fullMarks(), score: Number.NaN }]);
    await expect(writeReport(report, out)).rejects.toThrow(/score/);
    expect(readdirSync(folder)).not.toContain('refused');
  });
});

describe('the published schema', () => {
  test('is what the schema of the grader says', () => {
    expect(readFileSync(publishedPath, 'utf8')).toBe(publishedSchema());
  });

  test('accepts a class of every kind, and refuses what is not a report', () => {
    const validate = new Ajv2020({ validateFormats: false }).compile(
      JSON.parse(readFileSync(publishedPath, 'utf8')),
    );
    const read = JSON.parse(JSON.stringify(classReport(20)));
    expect(validate(read), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...read, version: 1 })).toBe(false);
    expect(validate({ ...read, gradedAt: 'yesterday' })).toBe(false);
    expect(validate({ ...read, extra: 1 })).toBe(false);
  });
});

describe('gradesCsv', () => {
  test('has one column for each stage and the milestone, and one line for each submission by name', () => {
    const [header, ...lines] = gradesCsv(reportOf([unscaled('Zed'), halfDone('Ada')]))
      .trimEnd()
      .split('\n');
    expect(header).toBe(
      'submission,score,max_score,percent,01-positional-encoding,02-attention,03-masking,04-multi-head-attention,05-attention-block,06-transformer,reversal,status,problem,isolation',
    );
    expect(lines[0]).toBe('Ada,38,100,38,8,14,16,0,0,0,0,graded,,bubblewrap');
    // Of attentionPattern pass shape (1) and property (3) of weights 1 + 4 + 3 + 4 + 3: 8 · 4 / 15, and 6 for attention.
    expect(cells(lines[1]).slice(0, 6)).toEqual(['Zed', '94.13', '100', '94.13', '8', '8.13']);
  });

  test.each(['=1+1', '+1', '-1', '@SUM(A1)'])('does not let a spreadsheet calculate %s', (name) => {
    const line = gradesCsv(reportOf([fullMarks(name), rejected('x', name)])).split('\n');
    expect(line.some((text) => text.startsWith(`'${name},`))).toBe(true);
    expect(line.some((text) => text.endsWith(`,rejected,'${name},bubblewrap`))).toBe(true);
  });

  test('has empty stages and the reason for a rejected submission', () => {
    const csv = gradesCsv(
      reportOf([fullMarks('Ada'), rejected('Bob', 'a "broken" zip,\nwith a line break')]),
    );
    expect(csv).toContain('Bob,0,100,0,,,,,,,,rejected,"a ""broken"" zip, with a line break",bubblewrap\n');
  });

  test('keeps accents, emoji and quotes', () => {
    expect(gradesCsv(reportOf([fullMarks('Zoë 🚀 "Z"')]))).toContain('\n"Zoë 🚀 ""Z""",100,');
  });
});

describe('uniqueSlugs', () => {
  test('makes names that differ only in case, accents, emoji or spaces differ', () => {
    const slugs = uniqueSlugs(['José', 'jose', 'JOSE 🚀', 'jose-2', 'Jo sé', '🚀', '李小龍', '']);
    expect(slugs).toEqual([
      'jose',
      'jose-2',
      'jose-3',
      'jose-2-2',
      'jo-se',
      'submission',
      'submission-2',
      'submission-3',
    ]);
  });

  test('leaves no character that a file system or a link could mind', () => {
    const slugs = uniqueSlugs([
      evil().name,
      '../../etc/passwd',
      'a\\b:c*d?',
      'CON',
      'x'.repeat(300),
      '\u202eabc',
    ]);
    for (const slug of slugs) expect(slug).toMatch(/^[a-z0-9-]{1,80}$/);
    expect(slugs).not.toContain('con');
  });
});
