/** The dashboard without a browser: what it reads, and what it says of it. */
import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { logTicks } from '../../lib/charts/curves';
import { evenly, groupMeans } from '../../lib/charts/thin';
import { factsOf } from '../../lib/dashboard/page/facts';
import { Runs } from '../../lib/dashboard/runs';
import { type RunDetail, type View, wantedIn, wantedText } from '../../lib/dashboard/view';
import { LineFile } from '../../lib/language-model/line-file';
import { takeLock } from '../../lib/process-lock';
import { addLines, configOf, linesOf, metricsOf, writeRun } from './support/recorded-run';

const base = mkdtempSync(join(tmpdir(), 'dashboard-'));
afterAll(() => {
  rmSync(base, { recursive: true, force: true });
});

let folders = 0;
function newFolder(): string {
  folders += 1;
  const folder = join(base, `runs-${folders}`);
  mkdirSync(folder);
  return folder;
}

/** Everything about all runs of a folder. */
async function viewOf(folder: string, ...names: string[]): Promise<View> {
  const wanted = names.map((name, colour) => ({ name, colour }));
  return (await new Runs(folder, 'runs').view(wanted, undefined)) as View;
}

async function detailOf(folder: string, name: string): Promise<RunDetail> {
  return (await viewOf(folder, name)).shown[0] as RunDetail;
}

describe('a file of lines', () => {
  const isNumbered = (value: unknown) => typeof (value as { n?: unknown })?.n === 'number';
  const at = (content: string) => {
    const path = join(newFolder(), 'lines.jsonl');
    writeFileSync(path, content);
    return { path, file: new LineFile<{ n: number }>(path, isNumbered) };
  };

  test('is read as it grows; half of a last line waits for its other half', () => {
    const { path, file } = at('{"n":1}\n{"n":');
    file.read();
    expect(file.lines).toEqual([{ n: 1 }]);
    expect(file.problem).toBeUndefined();
    appendFileSync(path, '23}\n{"n":4}\n');
    file.read();
    expect(file.lines).toEqual([{ n: 1 }, { n: 23 }, { n: 4 }]);
  });

  test('keeps a letter that was cut in the middle of its bytes', () => {
    const whole = Buffer.from('{"n":1,"t":"ü"}\n');
    const { path, file } = at('');
    writeFileSync(path, whole.subarray(0, 13));
    file.read();
    appendFileSync(path, whole.subarray(13));
    file.read();
    expect(file.lines).toEqual([{ n: 1, t: 'ü' }]);
  });

  test('is read anew when it was replaced, as a run does that goes on from a checkpoint', () => {
    const { path, file } = at(linesOf([{ n: 1 }, { n: 2 }]));
    file.read();
    writeFileSync(`${path}.tmp`, linesOf([{ n: 1 }, { n: 7 }, { n: 8 }]));
    renameSync(`${path}.tmp`, path);
    file.read();
    expect(file.lines).toEqual([{ n: 1 }, { n: 7 }, { n: 8 }]);
    rmSync(path);
    file.read();
    expect([file.lines, file.problem]).toEqual([[], undefined]);
  });

  test('leaves out what is damaged, and says where', () => {
    const { file } = at('{"n":1}\nnonsense\n{"n":"x"}\n{"n":2}\n');
    file.read();
    expect(file.lines).toEqual([{ n: 1 }, { n: 2 }]);
    expect(file.problem).toBe('lines.jsonl: line 2 is damaged, and 1 more; left out');
  });
});

describe('what is said of a run', () => {
  test('is its state, by its files alone', async () => {
    const runs = newFolder();
    const going = writeRun(runs, 'going', { step: 50 });
    writeRun(runs, 'stopped', { step: 30, looks: [4, 3.5, 3.25] });
    const done = writeRun(runs, 'done', { step: 200 });
    const validation = { loss: 2, perplexity: 7.389, accuracy: 0.4 };
    writeFileSync(
      join(done, 'result.json'),
      JSON.stringify({ ended: 'ran out of steps', steps: 200, seconds: 125, validation }),
    );
    const { lock } = await takeLock(join(going, '.training'));
    const { runs: found } = await viewOf(runs);
    const lines = found.map(({ name, state, step, steps, remark, loss }) => [
      name,
      state,
      step,
      steps,
      remark,
      loss,
    ]);
    // A second for each step, and 150 to go.
    expect(lines).toEqual([
      ['done', 'finished', 200, 200, 'took 2m 05s', 2],
      ['going', 'going on', 50, 200, '2m 30s left', undefined],
      ['stopped', 'interrupted', 30, 200, 'npm run train -- --resume stopped', 3.25],
    ]);
    await lock?.release();
    expect((await viewOf(runs)).runs[1]?.state).toBe('interrupted');
  });

  test('comes newest first', async () => {
    const runs = newFolder();
    for (const [name, day] of [
      ['b', '02'],
      ['a', '01'],
      ['c', '03'],
    ] as const) {
      writeRun(runs, name, { config: { ...configOf(name), started: `2026-01-${day}T00:00:00Z` } });
    }
    expect((await viewOf(runs)).runs.map(({ name }) => name)).toEqual(['c', 'b', 'a']);
  });

  test('says that the validation loss got worse, for the model is the last one', async () => {
    const runs = newFolder();
    writeRun(runs, 'overfit', { step: 40, looks: [4, 3, 3.2, 3.1] });
    writeRun(runs, 'fine', { step: 40, looks: [4, 3, 3.2, 2.9] });
    expect((await detailOf(runs, 'overfit')).notes).toEqual([
      'The validation loss got worse: it was 3.000 after step 20, and 3.100 after step 40. ' +
        'The model that is kept is the last one, not the best one.',
    ]);
    expect((await detailOf(runs, 'fine')).notes).toEqual([]);
  });

  test.each([
    ['config.json', '', 'config.json is not JSON'],
    ['config.json', '[1]', 'config.json: expected an object'],
    ['config.json', '{"format":9}', 'config.json: format 9, expected 1'],
    ['config.json', '{"format":1,"settings":{"steps":5},"text":{"name":1}}', 'config.json: text is missing'],
    ['metrics.jsonl', '{"step":1}\n', 'metrics.jsonl: line 1 is damaged; left out'],
    ['samples.jsonl', '\u0000\n', 'samples.jsonl: line 1 is damaged; left out'],
    ['result.json', '{"ended":"x"}', 'result.json: ended, steps or seconds is missing'],
  ])('is what is wrong with its files: %s with %j', async (file, content, problem) => {
    const runs = newFolder();
    writeFileSync(join(writeRun(runs, 'broken', { step: 3 }), file), content);
    writeRun(runs, 'right', { step: 20, looks: [3, 2] });
    const { shown, runs: found, pictures } = await viewOf(runs, 'broken', 'right');
    expect(shown[0]?.problems).toEqual([problem]);
    expect(found.find(({ name }) => name === 'broken')?.state).toBe(
      file === 'config.json' ? 'damaged' : 'interrupted',
    );
    expect(pictures).toHaveLength(4);
  });

  test('survives strange values in files that are otherwise right', async () => {
    const runs = newFolder();
    const strange = { ...configOf('strange'), versions: { node: { toString: 1 }, '<b>': null } as never };
    const folder = writeRun(runs, 'strange', { step: 10, config: strange });
    addLines(folder, 'metrics.jsonl', [
      { ...metricsOf(11), validation: { loss: null, perplexity: null, accuracy: 0 } },
    ]);
    const { facts, problems, loss } = await detailOf(runs, 'strange');
    expect([problems, loss]).toEqual([[], undefined]);
    expect(facts).toContainEqual(['node', '{"toString":1}']);
  });

  test('is said of a folder that has lost its config, and of no other folder', async () => {
    const runs = newFolder();
    rmSync(join(writeRun(runs, 'lost', { step: 3 }), 'config.json'));
    mkdirSync(join(runs, 'empty'));
    writeFileSync(join(runs, 'file'), '');
    expect((await viewOf(runs)).runs.map(({ name, remark }) => [name, remark])).toEqual([
      ['lost', 'config.json is missing'],
    ]);
    expect((await viewOf(join(base, 'not there'))).runs).toEqual([]);
  });
});

describe('curves', () => {
  test('of a long run have few points, each the mean of its neighbours', () => {
    const items = Array.from({ length: 100_000 }, (_, index) => index);
    const groups = groupMeans(items, (item) => [item, 1], 250);
    expect(groups).toHaveLength(250);
    // 0 to 399: their mean is 199.5.
    expect(groups[0]).toEqual({ last: 399, means: [199.5, 1] });
    expect(groups.at(-1)?.last).toBe(99_999);
    expect(groupMeans([3, 4], (item) => [item])).toEqual([
      { last: 3, means: [3] },
      { last: 4, means: [4] },
    ]);
    expect(groupMeans([], () => [1])).toEqual([]);
    expect(evenly([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([1, 4, 7]);
  });

  test.each([
    [1, 1000, [1, 10, 100, 1000]],
    [4.1, 35, [5, 10, 20]],
    [20, 34, [20, 30]],
  ])('have round numbers at a logarithmic axis from %d to %d', (least, most, some) => {
    const ticks = logTicks(least, most);
    expect(ticks).toEqual(expect.arrayContaining(some));
    expect(ticks.length).toBeLessThan(10);
    for (const tick of ticks) expect(tick >= least && tick <= most).toBe(true);
  });

  test('are drawn for all runs together, each in its colour', async () => {
    const runs = newFolder();
    writeRun(runs, 'a', { step: 20, looks: [3, 2] });
    writeRun(runs, 'b', { step: 10 });
    const { pictures } = await viewOf(runs, 'a', 'b');
    expect(pictures.map(({ title }) => title)).toEqual([
      'Loss',
      'Perplexity',
      'Learning rate',
      'Tokens per second',
    ]);
    const coloursIn = (index: number) => [...new Set(pictures[index]?.svg.match(/--run-\d/g))].sort();
    expect([0, 1, 2, 3].map(coloursIn)).toEqual([
      ['--run-0', '--run-1'],
      ['--run-0'],
      ['--run-0', '--run-1'],
      ['--run-0', '--run-1'],
    ]);
    expect((await viewOf(runs)).pictures).toEqual([]);
  });
});

test('settings that differ are told from those that do not', () => {
  const run = (facts: [string, string][]) => ({ facts }) as unknown as RunDetail;
  const facts = factsOf([
    run([
      ['seq', '8'],
      ['started', '1'],
      ['heads', '2'],
    ]),
    run([
      ['seq', '9'],
      ['started', '2'],
      ['heads', '2'],
    ]),
  ]);
  expect(facts.map(({ name, values, differs }) => [name, values, differs])).toEqual([
    ['seq', ['8', '9'], true],
    ['started', ['1', '2'], false],
    ['heads', ['2', '2'], false],
  ]);
});

test('what is shown stands in the address, whatever its name', () => {
  const wanted = [
    { name: 'a&b=c #%ü', colour: 3 },
    { name: 'x:y', colour: 0 },
  ];
  expect(wantedIn(wanted.map(wantedText).join('&'))).toEqual(wanted);
  expect(wantedIn('show=&show=x&show=1:&seen=2')).toEqual([]);
});
