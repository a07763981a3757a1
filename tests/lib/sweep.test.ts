/** Sweeps: what is trained, the baseline, the table; and the command with real processes, interrupted and taken up again. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import { completeSettings } from '../../lib/language-model/settings';
import { bigramBaseline } from '../../lib/language-model/sweep/baseline';
import { readSweep, type SweepPlan } from '../../lib/language-model/sweep/plan';
import { refuseOtherSettings } from '../../lib/language-model/sweep/sweep';
import { type Row, tableOf } from '../../lib/language-model/sweep/table';
import { tablePage } from '../../lib/language-model/sweep/table-page';
import { csvOf, markdownOf } from '../../lib/language-model/sweep/table-text';
import * as bigram from '../../solutions/08-bigram';
import * as training from '../../solutions/09-training';
import { startCommand } from './support/command';
import { configOf, writeRun } from './support/recorded-run';

const base = mkdtempSync(join(tmpdir(), 'sweep-'));
const runs = join(base, 'runs');
afterAll(() => rmSync(base, { recursive: true, force: true }));

function config(name: string, value: unknown): string {
  const file = join(base, `${name}.json`);
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
  return file;
}

describe('the config of a sweep', () => {
  test('gives each model the settings of all and its own', async () => {
    const models = { small: { dModel: 32 }, fast: { learningRate: 0.01, heads: 2 } };
    const plan = await readSweep(config('right', { name: 'mine', all: { heads: 8, steps: 70 }, models }));
    const found = plan.models.map(({ name, differs, settings }) => {
      const { name: run, dModel, heads, steps, learningRate } = settings;
      return [name, differs, run, dModel, heads, steps, learningRate];
    });
    expect(found).toEqual([
      ['small', 'dModel 32', 'mine-small', 32, 8, 70, 0.003],
      ['fast', 'learningRate 0.01, heads 2', 'mine-fast', 64, 2, 70, 0.01],
    ]);
  });

  const models = { a: {} };
  test.each([
    [{ models }, 'name: expected letters, digits'],
    [{ name: '../x', models }, 'name: expected letters, digits'],
    [{ name: 'x', models: {} }, 'models: expected at least one'],
    [{ name: 'x', models: [1] }, 'models: expected an object, got [1]'],
    [{ name: 'x', models, jobs: 2 }, 'unknown key "jobs": expected name, all, models'],
    [{ name: 'x', models: { a: { layers: 0 } } }, 'models: a: layers: expected a whole number'],
    [{ name: 'x', models: { a: { dropout: 0.1 } } }, 'models: a: unknown key "dropout"'],
    [{ name: 'x', models: { a: { name: 'b' } } }, 'models: a: name: the key of the model is its name'],
    [{ name: 'x', models: { 'a/b': {} } }, 'models: a/b: expected letters'],
    [
      { name: 'x', models: { a: { heads: 5 } } },
      'models: a: dModel (--d-model): expected a multiple of heads (5)',
    ],
    ['{', 'is not JSON'],
  ])('is refused in one line when it is wrong: %j', async (value, message) => {
    await expect(readSweep(config('wrong', value))).rejects.toThrow(message);
  });
});

test('the bigram baseline counts pairs of the training text, and one more of each', async () => {
  await startBackend({ prefer: 'cpu' });
  const before = tf.memory().numTensors;
  // After 0: 0 once, 1 twice; after 1: 0 twice. With one more of each: 2/5 and 3/5, 3/4 and 1/4.
  const dataset = {
    training: [0, 1, 0, 1, 0, 0],
    validation: {
      inputs: [
        [0, 1],
        [1, 0],
        [0, 0],
      ],
      targets: [
        [1, 0],
        [1, 0],
        [1, 1],
      ],
    },
    tokenizer: { kind: 'character', vocabulary: ['a', 'b'] },
  } as const;
  const { evaluate } = training;
  const { perplexity } = bigram;
  const { parameters, validation } = await bigramBaseline(
    { evaluate, perplexity },
    bigram.bigram,
    dataset,
    2,
  );
  const loss = -(Math.log(3 / 5) * 3 + Math.log(3 / 4) + Math.log(1 / 4) + Math.log(2 / 5)) / 6;
  expect(parameters).toBe(4);
  expect(validation.loss).toBeCloseTo(loss, 5);
  expect(validation.perplexity).toBeCloseTo(Math.exp(loss), 4);
  // 1 is the likeliest after 0, 0 the likeliest after 1: four of the six.
  expect(validation.accuracy).toBeCloseTo(4 / 6, 6);
  expect(tf.memory().numTensors).toBe(before);
});

test('there is no baseline when the vocabulary is too large for a table', async () => {
  const tokenizer = { kind: 'word', vocabulary: Array.from({ length: 5000 }, (_, id) => `${id}`) } as const;
  const dataset = { training: [], validation: { inputs: [], targets: [] }, tokenizer };
  const functions = { evaluate: training.evaluate, perplexity: bigram.perplexity };
  await expect(bigramBaseline(functions, bigram.bigram, dataset, 2)).rejects.toThrow('5000 different tokens');
});

describe('a table', () => {
  const rows: Row[] = [
    {
      name: 'wide',
      differs: 'dModel 128',
      parameters: 1234567,
      validation: { loss: 1.23456, perplexity: 3.43687, accuracy: 0.5 },
      seconds: 65,
      tokensPerSecond: 1500.4,
      note: '',
    },
    { name: '=cmd|x', differs: '', note: 'failed: <script>alert(1)</script>' },
  ];

  test('is text in Markdown, and nothing in it breaks the table', () => {
    const [head, line, first, second] = markdownOf(rows).split('\n');
    expect(head).toMatch(/^\| model +\| what differs +\| parameters \|/);
    expect(line).toMatch(/^\| -+ \| -+ \| -+: \|/);
    expect(first).toMatch(/wide .* 1,234,567 \| 1\.235 \| +3\.44 \| +50% \| 1m 05s \| +1,500 \|/);
    expect(second).toContain('| =cmd\\|x | nothing ');
    expect(second).toContain('\\<script>');
  });

  test('has all digits in CSV, and no formula', () => {
    expect(csvOf(rows)).toBe(
      'model,differs,parameters,validation_loss,perplexity,accuracy,seconds,tokens_per_second,note\n' +
        'wide,dModel 128,1234567,1.23456,3.43687,0.5,65,1500.4,\n' +
        "'=cmd|x,,,,,,,,failed: <script>alert(1)</script>\n",
    );
  });

  test('is a page that runs nothing', () => {
    const page = tablePage({ title: 'a <b>', notes: ['what & why'], rows, svg: '<svg></svg>', colours: [] });
    expect(page).toContain('&lt;script>alert(1)');
    expect(page).not.toContain('<script');
    expect(page).toContain('<h1>a &lt;b></h1>');
  });
});

describe('the table of a sweep', () => {
  const folder = join(base, 'recorded');
  const plan: SweepPlan = {
    name: 's',
    models: ['far', 'good', 'better', 'broken', 'left'].map((name) => ({
      name,
      differs: '',
      settings: completeSettings({ text: 'lincoln', name: `s-${name}` }),
    })),
  };
  const finish = (name: string, loss: number, ended = 'ran out of steps') => {
    const validation = { loss, perplexity: Math.exp(loss), accuracy: 0.5 };
    const result = { ended, steps: 3, seconds: 9, validation };
    writeFileSync(join(writeRun(folder, name, { step: 3 }), 'result.json'), JSON.stringify(result));
  };
  const baseline = { parameters: 4, validation: { loss: 2, perplexity: 7.4, accuracy: 0.3 }, seconds: 1 };

  test('has the best model first, the baseline among them, and says why others have no figures', () => {
    finish('s-good', 1.5, 'stopped early');
    finish('s-better', 1);
    finish('s-far', 3, 'not a number');
    writeRun(folder, 's-left', { step: 2 });
    const failed = { kind: 'failed', reason: 'out of\n memory', notStarted: false } as const;
    const rows = tableOf(plan, folder, {
      models: new Map([['broken', failed]]),
      baselines: new Map([['lincoln, words', { kind: 'baseline', baseline }]]),
    });
    expect(rows.map(({ name, validation, note }) => [name, validation?.loss, note])).toEqual([
      ['better', 1, ''],
      ['good', 1.5, 'stopped early after step 3'],
      ['bigram', 2, ''],
      ['far', 3, 'the loss of step 4 is not a number'],
      ['broken', undefined, 'failed: out of memory'],
      ['left', undefined, 'interrupted after step 2'],
    ]);
    // As in the record of the run.
    expect(rows[0]).toMatchObject({ parameters: 56789, seconds: 9, tokensPerSecond: 1000 });
  });

  test('is not mixed from runs of other settings', () => {
    const other = completeSettings({ text: 'lincoln', name: 's-old', heads: 2 });
    writeRun(folder, 's-old', { config: { ...configOf('s-old'), settings: other } });
    const model = { name: 'old', differs: '', settings: { ...other, heads: 4 } };
    expect(() => refuseOtherSettings({ name: 's', models: [model] }, folder)).toThrow(
      'The run s-old was begun with heads 2, and the config says 4: remove that run, or give the sweep another --name',
    );
    refuseOtherSettings({ name: 's', models: [{ ...model, settings: other }] }, folder);
  });
});

describe('npm run sweep', () => {
  const rhyme = join(base, 'rhyme.txt');
  const sizes = { seq: 8, layers: 1, dModel: 16, heads: 2, dFf: 32, batch: 4 };
  const pace = { steps: 90, warmup: 5, evaluateEvery: 40, checkpointEvery: 40, sampleTokens: 0 };
  const all = { text: rhyme, tokenizer: 'character', backend: 'wasm', ...sizes, ...pace };
  const file = () => config('sweep', { name: 's', all, models: { one: {} } });
  const sweep = (reference = true) => startCommand('sweep', ['--config', file()], { runs, reference });
  const linesOf = (name: string) =>
    existsSync(join(runs, name, 'metrics.jsonl'))
      ? readFileSync(join(runs, name, 'metrics.jsonl'), 'utf8').split('\n').length - 1
      : 0;

  beforeAll(() =>
    writeFileSync(rhyme, 'Round and round the rugged rock the ragged rascal ran.\n'.repeat(40)),
  );

  test('keeps what it has at Ctrl-C, and goes on', async () => {
    const { child, ended } = sweep();
    await expect.poll(() => linesOf('s-one'), { timeout: 50_000, interval: 5 }).toBeGreaterThan(2);
    child.kill('SIGINT');
    const stopped = await ended;
    expect([stopped.code, stopped.output]).toEqual([130, expect.stringContaining('goes on from there')]);
    const step = linesOf('s-one');
    expect(step).toBeLessThan(90);
    expect(readFileSync(join(runs, 's/table.csv'), 'utf8')).toContain(`interrupted after step ${step}`);

    const { code, output } = await sweep().ended;
    expect([code, output]).toEqual([0, expect.stringContaining('trained: 1 of 1 models')]);
    expect(linesOf('s-one')).toBe(90);
    expect(readdirSync(join(runs, 's')).sort()).toEqual(['table.csv', 'table.html', 'table.md']);
    const rows = readFileSync(join(runs, 's/table.csv'), 'utf8').trim().split('\n').slice(1);
    expect(rows.map((row) => row.split(',')[0]).sort()).toEqual(['bigram', 'one']);
  }, 120_000);

  test('says what is not written yet, and leaves no run', async () => {
    const before = readdirSync(runs);
    const { code, output } = await sweep(false).ended;
    expect(output).toContain('The sweep is not started: characterTokenizer is not written yet.');
    expect(code).toBe(0);
    expect(readdirSync(runs)).toEqual(before);
  });
});
