/** `npm run grade` in this process: what it says, what it writes, how it ends. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { gradeCommand } from '../../grader/grade-command';
import { reportSchema } from '../../grader/report/schema';
import { explain } from '../../lib/cli/start';
import { temporaryFolder, writeFiles } from './support/folders';
import { encodingText, firstStage } from './support/submissions';

const base = temporaryFolder();
const errors: string[] = [];
let printed = '';

beforeEach(() => {
  errors.length = 0;
  printed = '';
  vi.stubEnv('INIT_CWD', base);
  vi.spyOn(console, 'error').mockImplementation((line) => errors.push(String(line)));
  vi.spyOn(console, 'log').mockImplementation((text) => {
    printed += `${text}\n`;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => errors.push(String(text).trim()) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

const student = (name: string) =>
  writeFiles(join(base, name), { [`exercises/${firstStage}.ts`]: encodingText() });

/** The exit code of the command, as the terminal sees it. */
async function exitCodeOf(...args: string[]): Promise<number> {
  try {
    return await gradeCommand(args);
  } catch (error) {
    return explain(error, false);
  }
}

/** The report that was written to a folder. */
const reportIn = (out: string) =>
  reportSchema.parse(JSON.parse(readFileSync(join(base, out, 'report.json'), 'utf8')));

describe('a call that is wrong', () => {
  test.each([
    [['--stage', 'backprop'], /Unknown stage "backprop": the stages are 01-positional-encoding, /],
    [['--backend', 'webgpu'], /webgpu.*(native|wasm|cpu)/],
    [['--backend', 'native'], /native \(--backend\) is not for grading: .* wasm and cpu/],
    [['--jobs', '0'], /jobs.*Expected a number from 1 to 999/],
    [['--jobs', 'many'], /jobs.*Expected a number from 1 to 999/],
    [['--seed', '1.5'], /seed.*Expected an integer/],
    [['--colour'], /unknown option '--colour'/],
    [['--out', 'a file'], /a file is a file: give a folder for --out/],
    [['--out', 'a file/below'], /cannot be written to \(ENOTDIR\): give another --out/],
    [['--out', 'an old report'], /holds a report already: give another --out/],
    [['--out', 'thesis'], /holds files that are no report \(thesis\.doc\)/],
  ])('ends with 2 and one line: %j', async (args, words) => {
    writeFileSync(join(base, 'a file'), '');
    writeFiles(join(base, 'an old report'), { 'report.json': '{}' });
    writeFiles(join(base, 'thesis'), { 'thesis.doc': '' });
    expect(await exitCodeOf(...args)).toBe(2);
    expect(errors).toHaveLength(1);
    expect(errors[0]).toMatch(words);
    expect(errors[0]?.split('\n')).toHaveLength(1);
    expect(existsSync(join(base, 'report'))).toBe(false);
  });

  test('costs no older report', async () => {
    writeFiles(join(base, 'older'), { 'report.json': '{}' });
    expect(await exitCodeOf('--out', 'older', '--force', '--backend', 'webgpu')).toBe(2);
    expect(readFileSync(join(base, 'older/report.json'), 'utf8')).toBe('{}');
  });

  test('asks for help and gets it, with 0', async () => {
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      printed += text;
      return true;
    });
    expect(await exitCodeOf('--help')).toBe(0);
    for (const flag of ['--jobs', '--out', '--stage', '--seed', '--resume', '--verbose']) {
      expect(printed).toContain(flag);
    }
  });
});

describe('a grading', () => {
  test('of one right stage ends with 0 and writes the report', async () => {
    student('Ada');
    expect(await exitCodeOf('Ada', '--stage', '01', '--out', 'good', '--backend', 'cpu', '--seed', '5')).toBe(
      0,
    );
    expect(readdirSync(join(base, 'good')).sort()).toEqual([
      'grades.csv',
      'index.html',
      'report.json',
      'results',
      'students',
      'submissions',
    ]);
    expect(readdirSync(join(base, 'good/submissions'))).toEqual(['ada.html']);
    const results = readdirSync(join(base, 'good/results'));
    expect(results.filter((file) => file !== 'seed.json')).toHaveLength(1);
    expect(results).toContain('seed.json');
    const { seed, backend, complete, planned, stages, submissions } = reportIn('good');
    expect({ seed, backend, complete, planned, stages }).toEqual({
      seed: 5,
      backend: 'cpu',
      complete: true,
      planned: 1,
      stages: [firstStage],
    });
    expect(submissions).toMatchObject([{ name: 'Ada', status: 'graded', score: 8, maxScore: 8 }]);
    expect(printed).toContain('Ada');
    expect(printed).toContain(`Report: ${join('good', 'index.html')}`);
  });

  test('goes on after paths that are wrong, and ends with 2', async () => {
    student('class/Bob');
    writeFileSync(join(base, 'class/cy.zip'), 'no zip');
    const args = ['missing', 'class', '', '--stage', firstStage, '--out', 'mixed', '--backend', 'cpu'];
    expect(await exitCodeOf(...args)).toBe(2);
    const { submissions, planned } = reportIn('mixed');
    expect(planned).toBe(4);
    expect(submissions.map(({ name, status, score }) => [name, status, score])).toEqual([
      ['Bob', 'graded', 8],
      ['cy', 'rejected', 0],
      ['missing', 'rejected', 0],
      ['empty path', 'rejected', 0],
    ]);
    expect(errors.filter((line) => line.startsWith('error: '))).toEqual([
      `error: ${join('class', 'cy.zip')} is not a zip; pack it again as a .zip`,
      'error: missing does not exist: check the path',
      'error: an empty path: give a folder or a zip',
    ]);
  });

  test('of nothing but wrong paths still writes a report, and ends with 2', async () => {
    expect(await exitCodeOf('missing', '--stage', '01', '--out', 'none', '--backend', 'cpu')).toBe(2);
    expect(reportIn('none').submissions).toMatchObject([
      { name: 'missing', status: 'rejected', maxScore: 8 },
    ]);
  });

  test('without a path is one of the reference solution, into report/', async () => {
    expect(await exitCodeOf('--stage', '01', '--backend', 'cpu')).toBe(0);
    expect(reportIn('report').submissions).toMatchObject([
      { name: 'reference solution', score: 8, notes: [] },
    ]);
  });

  test('compared with an older one says who moves, and grades nobody again', async () => {
    student('Old');
    const args = ['Old', '--stage', '01', '--backend', 'cpu'];
    expect(await exitCodeOf(...args, '--out', 'before')).toBe(0);
    const [kept = ''] = readdirSync(join(base, 'before/results'));
    const path = join(base, 'before/results', kept);
    // A trace that only a result taken from there can have.
    writeFileSync(path, readFileSync(path, 'utf8').replace('"score":8', '"score":5'));
    expect(await exitCodeOf(...args, '--out', 'after', '--diff', 'before')).toBe(0);
    expect(reportIn('after').submissions).toMatchObject([{ name: 'Old', score: 5 }]);
    expect(readdirSync(join(base, 'after'))).toEqual(expect.arrayContaining(['changes.csv', 'changes.html']));
    expect(printed).toMatch(
      /Since the older report 1 of 1 moves: 0 up, 1 down; mean −3\n +−3 {2}Old {2}8 → 5\n/,
    );
  });

  test('with nothing to compare with is not begun', async () => {
    student('Ada');
    expect(await exitCodeOf('Ada', '--out', 'unused', '--diff', 'nowhere')).toBe(2);
    expect(errors).toEqual([
      `error: ${join(base, 'nowhere')} holds no report.json: give the folder of an older grading for --diff`,
    ]);
    expect(existsSync(join(base, 'unused'))).toBe(false);
  });
});
