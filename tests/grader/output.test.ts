import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
    await prepareOutput(join(base, 'a/b c/é'), fresh);
    expect(readdirSync(join(base, 'a/b c/é'))).toEqual([]);
  });

  test('takes an empty folder, and one with hidden files', async () => {
    const folder = writeFiles(join(base, 'hidden'), { '.DS_Store': '' });
    await prepareOutput(folder, fresh);
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
    await prepareOutput(old, { replace: true, resume: false });
    await prepareOutput(kept, { replace: true, resume: true });
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
});
