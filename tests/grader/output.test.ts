import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { prepareOutput } from '../../grader/output';
import { temporaryFolder, writeFiles } from './support/folders';

const base = temporaryFolder();
const fresh = { replace: false, resume: false };

/** A folder with a report in it. */
const report = (name: string, more = {}) =>
  writeFiles(join(base, name), {
    'report.json': '{}',
    'submissions/ada.html': '',
    'results/x.json': '{}',
    ...more,
  });

describe('prepareOutput', () => {
  test('makes a folder that is not there, with those above it', async () => {
    const { release } = await prepareOutput(join(base, 'a/b c/é'), fresh);
    await release();
    expect(readdirSync(join(base, 'a/b c/é'))).toEqual([]);
  });

  test('takes an empty folder, and one with hidden files', async () => {
    const folder = writeFiles(join(base, 'hidden'), { '.DS_Store': '' });
    const { release } = await prepareOutput(folder, fresh);
    await release();
    expect(readdirSync(folder)).toEqual(['.DS_Store']);
  });

  test('refuses a report that is there, and says what can be done', async () => {
    const folder = report('taken');
    await expect(prepareOutput(folder, fresh)).rejects.toThrow(
      `${folder} holds a report already: give another --out, --resume to go on, or --force to replace it`,
    );
    expect(readdirSync(folder)).toHaveLength(3);
  });

  test('empties a report that may be replaced, and keeps one that is resumed', async () => {
    const [old, kept] = [report('old'), report('kept')];
    const { release } = await prepareOutput(old, { replace: true, resume: false });
    await prepareOutput(kept, { replace: true, resume: true });
    await release();
    expect(readdirSync(old)).toEqual([]);
    expect(existsSync(join(kept, 'results/x.json'))).toBe(true);
  });

  test.each([fresh, { replace: true, resume: false }, { replace: true, resume: true }])(
    'never touches a folder with other files: %j',
    async (options) => {
      const folder = report(`foreign ${JSON.stringify(options).length}`, { 'thesis.doc': 'all my work' });
      await expect(prepareOutput(folder, options)).rejects.toThrow(
        /holds files that are no report \(thesis\.doc\)/,
      );
      expect(existsSync(join(folder, 'report.json'))).toBe(true);
    },
  );

  test('refuses a file, and a folder below a file', async () => {
    writeFileSync(join(base, 'file'), '');
    await expect(prepareOutput(join(base, 'file'), fresh)).rejects.toThrow(
      'is a file: give a folder for --out',
    );
    await expect(prepareOutput(join(base, 'file', 'below'), fresh)).rejects.toThrow(
      'cannot be written to (ENOTDIR): give another --out',
    );
  });

  test('removes what a killed grader has left half written, and nothing else', async () => {
    const draft = `.${randomUUID()}.tmp`;
    const folder = report('killed', { [`results/${draft}`]: '{"na', [draft]: '', 'results/.mine.tmp': '' });
    await prepareOutput(folder, { replace: false, resume: true });
    expect(readdirSync(join(folder, 'results')).sort()).toEqual(['.mine.tmp', 'x.json']);
    expect(readdirSync(folder)).not.toContain(draft);
  });
});

describe('a folder that is in use', () => {
  const resume = { replace: true, resume: true };

  test('is refused to a second grader, whatever its flags, until it is free again', async () => {
    const folder = report('in use');
    const { release } = await prepareOutput(folder, resume);
    for (const options of [resume, { replace: true, resume: false }]) {
      await expect(prepareOutput(folder, options)).rejects.toThrow(
        `${folder} is in use by another grading (process ${process.pid}): wait until it ends, or give another --out`,
      );
    }
    expect(existsSync(join(folder, 'results/x.json'))).toBe(true);
    await release();
    await (await prepareOutput(folder, resume)).release();
    expect(readdirSync(folder).sort()).toEqual(['report.json', 'results', 'submissions']);
  });

  test.each([
    ['is not there any more', () => `${spawnSync(process.execPath, ['--version']).pid} 1`],
    ['has the number of an older one', () => `${process.pid} 1`],
    ['was killed before it could say who it is', () => ''],
    ['wrote nonsense', () => '-1 x'],
  ])('is taken over from a grader that %s', async (_, lock) => {
    const folder = report(`stale ${_}`, { '.grading': lock() });
    const { release } = await prepareOutput(folder, resume);
    await expect(prepareOutput(folder, resume)).rejects.toThrow('is in use');
    await release();
  });

  test('is taken over with the temporary files of the killed grader, and of no other', async () => {
    const [killed, other] = [randomUUID(), randomUUID()].map((id) => join(tmpdir(), `grader-${id}`)) as [
      string,
      string,
    ];
    for (const folder of [killed, other]) writeFiles(folder, { 'host.mjs': '' });
    const folder = report('scratch', {
      '.grading': `999999999 1 ${basename(killed).slice('grader-'.length)}`,
    });
    const { scratch, release } = await prepareOutput(folder, resume);
    expect([existsSync(killed), existsSync(other)]).toEqual([false, true]);
    expect(scratch).toMatch(/grader-[0-9a-f-]{36}$/);
    await release();
    rmSync(other, { recursive: true });
  });

  test('goes to one of many that want it at the same moment', async () => {
    const folder = report('wanted', { '.grading': '999999999 1' });
    const wanted = await Promise.allSettled(Array.from({ length: 8 }, () => prepareOutput(folder, resume)));
    expect(wanted.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});
