/** What `npm run submit` packs, the grader takes in: the same files as from the folder, and so the same score. */
import { cpSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fullResult, gradeClass } from '../../grader/grade-class';
import { findSubmissions } from '../../grader/intake/find';
import { submitCommand } from '../../lib/handing-in/command';
import { submissionLimits } from '../../lib/handing-in/limits';
import { root } from '../../lib/root';
import { temporaryFolder, writeFiles } from './support/folders';
import { isolation } from './support/isolation';
import { takeIn } from './support/take-in';

const base = temporaryFolder();
beforeEach(() => {
  vi.stubEnv('INIT_CWD', base);
  for (const name of ['log', 'error'] as const) vi.spyOn(console, name).mockReturnValue();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

test('a folder and the zip that submit makes of it are the same submission', async () => {
  const folder = join(base, 'work');
  for (const part of ['exercises', 'notebooks', 'written'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  cpSync(
    join(root, 'solutions/01-positional-encoding.ts'),
    join(folder, 'exercises/01-positional-encoding.ts'),
  );
  writeFiles(folder, {
    'exercises/helpers/größe.ts': 'export const größe = 1;\n',
    'written/07-text.md': readFileSync(join(root, 'written/07-text.md'), 'utf8').replace(
      'below -->',
      'below -->\nÜber.',
    ),
    'runs/a/model.safetensors': 'weights',
    'package.json': '{}',
  });
  const project = {
    root: folder,
    runs: join(folder, 'runs'),
    stages: async () => [],
    zipBytes: submissionLimits.zipBytes,
  };
  expect(await submitCommand(['--out', 'work.zip'], project)).toBe(0);

  const { submissions, rejections } = await takeIn(['work', 'work.zip'], base);
  expect(rejections).toEqual([]);
  const [fromFolder, fromZip] = submissions;
  expect(fromZip?.notes).toEqual([]);
  expect([...(fromZip?.files ?? [])].sort()).toEqual([...(fromFolder?.files ?? [])].sort());
  expect([...(fromZip?.papers ?? [])].sort()).toEqual([...(fromFolder?.papers ?? [])].sort());

  const results = await mkdtemp(join(tmpdir(), 'round-trip-'));
  try {
    const { candidates } = await findSubmissions(['work', 'work.zip'], base);
    const stems = ['01-positional-encoding', '07-text'];
    const options = {
      stems,
      milestones: [],
      seed: 1,
      backend: 'cpu',
      jobs: 1,
      isolation,
      results,
    } as const;
    const { rows } = await gradeClass(candidates, options);
    const [one, two] = rows.map((row) => fullResult(row, results));
    expect(one).toMatchObject({ score: 8, maxScore: 26 });
    expect(two).toEqual({ ...one, name: two?.name, source: 'work.zip' });
    expect(two?.written).toMatchObject([{ id: 'vocabulary', status: 'answered', answer: 'Über.' }]);
  } finally {
    await rm(results, { recursive: true, force: true });
  }
});
