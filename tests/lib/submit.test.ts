/** `npm run submit`: what is packed, what is said about it, and that nothing is left out silently. */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { fromBuffer } from 'yauzl';
import { stagePoints, stages } from '../../lib/course';
import { collect } from '../../lib/handing-in/collect';
import { submitCommand } from '../../lib/handing-in/command';
import { submissionLimits } from '../../lib/handing-in/limits';
import { modelsReport } from '../../lib/handing-in/models';
import { zipOf } from '../../lib/handing-in/zip';
import { markRun } from '../../lib/notebooks/notebook';
import { root } from '../../lib/root';
import type { StageStatus } from '../../lib/runner/status-command';
import { writtenFiles } from '../../lib/written/questions';
import { configOf } from './support/recorded-run';

const base = mkdtempSync(join(tmpdir(), 'submit é '));
afterAll(() => rmSync(base, { recursive: true, force: true }));

const notebook = (name: string) =>
  readFileSync(join(import.meta.dirname, 'notebooks', `${name}.ipynb`), 'utf8');

/** Writes files into a new folder of a project. */
function project(name: string, files: Record<string, string | Buffer>): string {
  const folder = join(base, name);
  for (const [path, content] of Object.entries({ 'package.json': '{}', 'lib/course.ts': '', ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

const pathsOf = (folder: string) => collect(folder).packed.map(({ path }) => path);
const whyOf = (folder: string) =>
  Object.fromEntries(collect(folder).omitted.map(({ path, why }) => [path, why]));

/** Every stage passes but for some. */
const statuses = (other: Record<string, Partial<StageStatus>> = {}): StageStatus[] =>
  stages.map((stage) => ({
    stem: stage.stem,
    status: 'passed',
    score: stagePoints(stage),
    maxScore: stagePoints(stage),
    ...other[stage.stem],
  }));

/** Names and texts of a zip. */
function unzip(bytes: Buffer): Promise<Record<string, string>> {
  return new Promise((resolve, reject) => {
    const found: Record<string, string> = {};
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error) return reject(error);
      zip.on('entry', (entry) =>
        zip.openReadStream(entry, async (problem, stream) => {
          if (problem) return reject(problem);
          const chunks: Buffer[] = [];
          for await (const chunk of stream) chunks.push(chunk);
          found[entry.fileName] = Buffer.concat(chunks).toString('utf8');
          zip.readEntry();
        }),
      );
      zip.on('end', () => resolve(found));
      zip.readEntry();
    });
  });
}

describe('what is handed in', () => {
  test('is code, notebooks and answers of the course; all else is named with its reason', () => {
    const folder = project('mixed', {
      'exercises/02-attention.ts': 'a',
      'exercises/helpers/Deep.TS': 'b',
      'exercises/data.csv': '1',
      'exercises/model.safetensors': 'w',
      'exercises/.hidden.ts': '',
      'exercises/.DS_Store': '',
      'written/02-attention.md': 'c',
      'written/draft.md': 'd',
      'notebooks/02-attention.ipynb': 'e',
      'notebooks/README.md': 'f',
      'notebooks/my-own.ipynb': 'g',
      'notebooks/.ipynb_checkpoints/02-attention-checkpoint.ipynb': 'h',
      'runs/lincoln-1/model.safetensors': 'w',
      'node_modules/x/index.js': '',
      'thesis.doc': 'i',
      'submission.zip': 'old',
      'submission.receipt.json': 'old',
    });
    symlinkSync('/etc/passwd', join(folder, 'exercises/03-masking.ts'));
    expect(pathsOf(folder)).toEqual([
      'exercises/02-attention.ts',
      'exercises/helpers/Deep.TS',
      'notebooks/02-attention.ipynb',
      'written/02-attention.md',
    ]);
    expect(whyOf(folder)).toEqual({
      'exercises/data.csv': 'no code; only code is graded in exercises/',
      'exercises/model.safetensors': 'no code; only code is graded in exercises/',
      'exercises/.hidden.ts': 'hidden: kept by an editor or by Jupyter',
      'exercises/03-masking.ts': 'a link; put the file itself there',
      'written/draft.md': 'no file of questions of the course',
      'notebooks/my-own.ipynb': 'no notebook of the course',
      'notebooks/.ipynb_checkpoints': 'hidden: kept by an editor or by Jupyter',
      'runs/': 'models and logs of trainings are not handed in; models.md says what was trained',
      'thesis.doc': 'not part of a submission; only exercises/, notebooks/ and written/ are',
    });
  });

  test('has sizes', () => {
    const folder = project('large', {
      'exercises/01-positional-encoding.ts': Buffer.alloc(2 ** 20 + 1),
      'exercises/02-attention.ts': Buffer.alloc(2 ** 20),
      'notebooks/02-attention.ipynb': Buffer.alloc(8 * 2 ** 20 + 1),
    });
    expect(pathsOf(folder)).toEqual(['exercises/02-attention.ts']);
    expect(whyOf(folder)).toEqual({
      'exercises/01-positional-encoding.ts': '1.05 MB, more than 1.05 MB; keep data out of it',
      'notebooks/02-attention.ipynb': '8.39 MB, more than 8.39 MB; clear large outputs and run it again',
    });
  });

  test('makes the same zip every time', async () => {
    const files = [
      { path: 'exercises/02-attention.ts', bytes: Buffer.from('x') },
      { path: 'written/ü.md', bytes: Buffer.from('größer') },
    ];
    const [first, second] = [await zipOf(files), await zipOf(files)];
    expect(second.equals(first)).toBe(true);
    expect(await unzip(first)).toEqual({ 'exercises/02-attention.ts': 'x', 'written/ü.md': 'größer' });
  });
});

describe('the table of trained models', () => {
  const usual = configOf('lincoln-1', { tokenizer: 'word' });
  const config = { ...usual, text: { ...usual.text, name: 'lincoln|txt' }, parameters: 1234 };

  test('is made of the records of the runs', () => {
    const folder = project('trained', {
      'runs/a/config.json': JSON.stringify(config),
      'runs/a/result.json': JSON.stringify({
        ended: 'stopped early',
        steps: 77,
        seconds: 5,
        validation: { loss: 1.5, perplexity: 4.4817, accuracy: 0.25 },
      }),
      'runs/b/config.json': JSON.stringify({ ...config, name: 'b' }),
      'runs/c/config.json': 'not JSON',
      'runs/d/config.json': '{"format":99}',
      'runs/e/config.json': '{"format":1}',
    });
    expect(modelsReport(join(folder, 'runs'))?.split('\n').slice(4)).toEqual([
      '| lincoln-1 | lincoln/txt | words | 1234 | 77 | 1.500 | 4.482 | 0.250 | stopped early |',
      '| b | lincoln/txt | words | 1234 | – | – | – | – | not finished |',
      '',
    ]);
  });

  test('is not there where nothing was trained', () => {
    expect(modelsReport(join(base, 'nowhere'))).toBeUndefined();
  });
});

describe('npm run submit', () => {
  const printed = { out: '', err: '' };
  beforeEach(() => {
    Object.assign(printed, { out: '', err: '' });
    vi.stubEnv('INIT_CWD', base);
    vi.spyOn(console, 'log').mockImplementation((line) => {
      printed.out += `${line}\n`;
    });
    vi.spyOn(console, 'error').mockImplementation((line) => {
      printed.err += `${line}\n`;
    });
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
  });

  const submit = (folder: string, args: string[], other = {}, zipBytes?: number) =>
    submitCommand(args, {
      root: folder,
      runs: join(folder, 'runs'),
      stages: async () => statuses(other),
      zipBytes: zipBytes ?? submissionLimits.zipBytes,
    });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours depend on the terminal
  const shown = () => printed.out.replace(/\u001b\[[0-9;]*m/g, '');

  test('packs, sums up and writes a receipt that names the zip', async () => {
    const answered = readFileSync(join(root, 'written/07-text.md'), 'utf8').replace(
      'below -->',
      'below -->\nBoth.',
    );
    const folder = project('whole', {
      'exercises/02-attention.ts': 'export {};\n',
      'notebooks/01-positional-encoding.ipynb': markRun(notebook('run')),
      'notebooks/02-attention.ipynb': notebook('run'),
      'notebooks/03-masking.ipynb': notebook('out-of-order'),
      'written/07-text.md': answered,
      'runs/a/config.json': '{}',
    });
    const broken = {
      '04-multi-head-attention': { status: 'crashed', score: 0, problem: 'exercises/04: Expected ;' },
    };
    expect(await submit(folder, ['--out', 'mine.zip'], broken)).toBe(0);
    const bytes = readFileSync(join(base, 'mine.zip'));
    const receipt = JSON.parse(readFileSync(join(base, 'mine.receipt.json'), 'utf8'));
    expect(receipt.sha256).toBe(createHash('sha256').update(bytes).digest('hex'));
    expect(receipt).toMatchObject({ file: 'mine.zip', bytes: bytes.length });
    expect(Object.keys(await unzip(bytes))).toEqual(receipt.files.map(({ path }: { path: string }) => path));
    expect(receipt.versions.node).toBe(process.versions.node);
    for (const line of [
      '  Core: 69 of 85 points by the public tests; 5 of 6 stages passed',
      '  ✘ 04 crashed: exercises/04: Expected ;',
      '  2 of 11 run from top to bottom',
      '  01: run by submit --run, and the code is the same since',
      '  02: by the numbers of their cells; whether code was changed after it ran, nobody can tell from that',
      '  ✘ 03 out of order: cell 1 was run as number 3: restart the kernel and run all cells, or npm run submit -- --run',
      '  ✘ 04, 05, 06, 07, 08, 09, 10, 11 missing: it is not there',
      '  1 of 8 answered',
      '  runs/: models and logs of trainings are not handed in; models.md says what was trained',
      `sha256 ${receipt.sha256}`,
      'Nothing was sent: upload mine.zip yourself, and keep mine.receipt.json.',
    ])
      expect(shown().split('\n')).toContain(line);
  });

  test('packs also what is not finished, or not even begun', async () => {
    const files = Object.fromEntries(
      writtenFiles.map((path) => [path, readFileSync(join(root, path), 'utf8')]),
    );
    const folder = project('begun', { 'exercises/02-attention.ts': '', ...files });
    expect(await submit(folder, ['--out', 'begun.zip'])).toBe(0);
    expect(shown()).toContain('  0 of 11 run from top to bottom');
    expect(shown()).toContain('  0 of 8 answered');
    expect(shown()).not.toContain('Left out');
  });

  test('packs nothing that no platform takes', async () => {
    const folder = project('huge', {
      'exercises/02-attention.ts': 'x',
      'notebooks/02-attention.ipynb': createHash('sha512').digest('hex').repeat(7),
      'notebooks/03-masking.ipynb': notebook('run'),
    });
    expect(await submit(folder, ['--out', 'huge.zip'], {}, 900)).toBe(1);
    expect(printed.err).toMatch(
      /error: the zip would have \d kB, more than 1 kB: make these smaller: notebooks\/03-masking.ipynb \(\d kB\), notebooks\/02/,
    );
    expect(() => readFileSync(join(base, 'huge.zip'))).toThrow('ENOENT');
  });

  test.each([
    [['--out', 'folder/'], '--out folder/: give a name that ends in .zip'],
    [['--out', 'x.rar'], '--out x.rar: give a name that ends in .zip'],
  ])('%j is refused', async (args, message) => {
    await expect(submit(project('refused', {}), args)).rejects.toThrow(message);
  });
});
