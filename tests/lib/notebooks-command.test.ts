/** `npm run notebooks`: what it starts, and what it puts where. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { candidates, findJupyter, userDataFolder } from '../../lib/notebooks/jupyter';
import { kernelName, removeKernelSpec, writeKernelSpec } from '../../lib/notebooks/kernel-spec';
import { fileFirst } from '../../lib/notebooks/notebooks-command';

test('takes the first Jupyter that answers', async () => {
  const asked: string[] = [];
  const found = await findJupyter(async (program, args) => {
    asked.push([program, ...args].join(' '));
    return { ok: program === 'python3' && args.includes('notebook') };
  });
  expect(found).toEqual({ program: 'python3', args: ['-m', 'notebook'] });
  expect(asked).toEqual([
    'jupyter lab --version',
    'jupyter notebook --version',
    'python3 -m jupyterlab --version',
    'python3 -m notebook --version',
  ]);
});

test('finds none where nothing answers', async () => {
  expect(await findJupyter(async () => ({ ok: false }))).toBeUndefined();
  expect(candidates.length).toBeGreaterThan(2);
});

test.each([
  [['2'], ['02-attention.ipynb']],
  [
    ['02-attention', '--port', '8890'],
    ['02-attention.ipynb', '--port', '8890'],
  ],
  [
    ['--no-browser', '12'],
    ['--no-browser', '12'],
  ],
  [[], []],
])('starts Jupyter with %j as %j', (given, expected) => {
  expect(fileFirst(given)).toEqual(expected);
});

test('names the notebooks there are', () => {
  expect(() => fileFirst(['99'])).toThrow('There is no notebook "99": expected one of 01, 02');
});

test.each([
  ['linux', {}, '/home/ada/.local/share/jupyter'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/jupyter'],
  ['darwin', {}, '/home/ada/Library/Jupyter'],
  ['linux', { JUPYTER_DATA_DIR: '/own' }, '/own'],
] as const)('on %s with %j the user keeps kernels below %s', (platform, env, folder) => {
  expect(userDataFolder(env, platform, '/home/ada')).toBe(folder);
});

test('writes a specification that starts the kernel of this folder, and takes it away again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kernels-'));
  try {
    const place = await writeKernelSpec(folder, '/project');
    const { argv, language } = JSON.parse(readFileSync(join(place, 'kernel.json'), 'utf8'));
    expect(language).toBe('typescript');
    expect(argv).toContain(join('/project', 'lib/cli/run.mjs'));
    expect(argv.at(-1)).toBe('{connection_file}');
    expect(readdirSync(folder)).toEqual([kernelName]);
    expect(await removeKernelSpec(folder)).toBe(place);
    expect(readdirSync(folder)).toEqual([]);
    expect(await removeKernelSpec(folder)).toBeUndefined();
  } finally {
    rmSync(folder, { recursive: true });
  }
});
