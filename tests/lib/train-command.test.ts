/** `npm run train` and `npm run sample` as processes: killed, interrupted, taken up again, and called wrongly. */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runLock } from '../../lib/language-model/run-files';
import { startCommand } from './support/command';
import { weightsOf } from './support/weights';

const base = mkdtempSync(join(tmpdir(), 'train-'));
const runs = join(base, 'runs');
const rhyme = join(base, 'rhyme.txt');
const config = join(base, 'config.json');

beforeAll(() => {
  writeFileSync(rhyme, 'Round and round the rugged rock the ragged rascal ran.\n'.repeat(40));
  const model = { seq: 16, layers: 1, dModel: 16, heads: 2, dFf: 32, batch: 4 };
  const pace = { steps: 160, warmup: 5, evaluateEvery: 100, checkpointEvery: 25, sampleTokens: 5 };
  writeFileSync(
    config,
    JSON.stringify({ text: rhyme, tokenizer: 'character', ...model, ...pace, backend: 'wasm' }),
  );
});

afterAll(() => rmSync(base, { recursive: true, force: true }));

const start = (command: 'train' | 'sample', args: string[], reference = true) =>
  startCommand(command, args, { runs, reference });

const run = (command: 'train' | 'sample', ...args: string[]) => start(command, args).ended;

/** How many steps a run has written down. */
function stepsOf(name: string): number {
  const file = join(runs, name, 'metrics.jsonl');
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').length - 1 : 0;
}

/** Sends a signal once a run has come to a step. */
async function signalAt(
  name: string,
  step: number,
  child: ChildProcess,
  signal: NodeJS.Signals,
): Promise<void> {
  while (stepsOf(name) < step) {
    if (child.exitCode !== null) throw new Error('ended before it was signalled');
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  child.kill(signal);
}

const weightsIn = (name: string) => weightsOf(join(runs, name));

const lossesOf = (name: string) =>
  readFileSync(join(runs, name, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .map(({ step, loss, validation }) => [step, loss, validation?.loss]);

describe('npm run train', () => {
  beforeAll(async () => {
    const { code, output } = await run('train', '--config', config, '--name', 'whole');
    expect(output).toContain('trained for 160 steps');
    expect(code).toBe(0);
  }, 60_000);

  test('goes on after kill -9, to the same weights and losses', async () => {
    const { child, ended } = start('train', ['--config', config, '--name', 'killed']);
    await signalAt('killed', 110, child, 'SIGKILL');
    await ended;
    expect(existsSync(join(runs, 'killed/result.json'))).toBe(false);
    const { code, output } = await run('train', '--resume', 'killed');
    expect([code, output]).toEqual([0, expect.stringContaining('trained for 160 steps')]);
    expect(weightsIn('killed')).toEqual(weightsIn('whole'));
    expect(lossesOf('killed')).toEqual(lossesOf('whole'));
  });

  test('keeps what it has at Ctrl-C, says how to go on, and ends with 130', async () => {
    const { child, ended } = start('train', ['--config', config, '--name', 'stopped']);
    await signalAt('stopped', 60, child, 'SIGINT');
    const { code, output } = await ended;
    expect(code).toBe(130);
    const step = stepsOf('stopped');
    expect(output).toContain(
      `Interrupted after step ${step}: npm run train -- --resume stopped goes on from there.`,
    );
    expect((await run('train', '--resume', 'stopped')).code).toBe(0);
    expect(readdirSync(join(runs, 'stopped'))).not.toContain(runLock);
    expect(weightsIn('stopped')).toEqual(weightsIn('whole'));
  });

  test('says why a model has not learned, and nothing of the kind where it has', async () => {
    const words = 'The model has not learned: its validation loss is ';
    const short = ['--steps', '6', '--learning-rate', '0.00001', '--name', 'short'];
    const { code, output } = await run('train', '--config', config, ...short);
    expect([code, output]).toEqual([0, expect.stringContaining(words)]);
    expect(output).toMatch(/^On passages of the text the loss is 2\.\d\d; who knows only how often/m);
    expect((await run('train', '--config', config, '--name', 'learned')).output).not.toContain(words);
  }, 60_000);

  test('refuses what makes no sense, in one line', async () => {
    const wrong: [string[], string][] = [
      [['--resume', 'none'], 'error: There is no run "none": there are '],
      [['--resume', 'whole'], 'error: The run whole has come to its end: npm run sample -- whole'],
      [['--config', config, '--name', 'whole'], 'error: The run whole is there already'],
      [['--text', join(base, 'none.txt')], 'none.txt cannot be read: there is no such file'],
      [['--steps', 'many'], "argument 'many' is invalid. Expected a whole number"],
      [['--config', config, '--prompt', '§'], 'error: The model has never seen a part of the prompt "§"'],
    ];
    for (const [args, message] of wrong) {
      const { code, output } = await run('train', ...args);
      expect([code, output]).toEqual([2, expect.stringContaining(message)]);
    }
  });

  test('says what is not written yet, and leaves no run', async () => {
    const before = readdirSync(runs);
    const { code, output } = await start('train', ['--config', config], false).ended;
    expect(output).toContain('The training is not started: characterTokenizer is not written yet.');
    expect(output).toContain('Open exercises/07-text.ts, then: npm test 07');
    expect(code).toBe(0);
    expect(readdirSync(runs)).toEqual(before);
  });
});

describe('npm run sample', () => {
  const sampled = (...args: string[]) => run('sample', 'whole', '--tokens', '30', ...args);

  test('continues the prompt, the same way for the same seed', async () => {
    const [one, again, other] = [
      await sampled('--prompt', 'the ', '--seed', '4'),
      await sampled('--prompt', 'the ', '--seed', '4'),
      await sampled('--prompt', 'the ', '--seed', '5', '--temperature', '5'),
    ];
    expect(one.output).toMatch(/\nthe [\s\S]{30}\n$/);
    expect(again.output).toBe(one.output);
    expect(other.output).not.toBe(one.output);
  });

  test('gives the likeliest text at temperature 0, whatever the seed', async () => {
    const one = await sampled('--temperature', '0', '--seed', '1');
    expect((await sampled('--temperature', '0', '--seed', '2')).output).toBe(one.output);
    // Only one token left to choose from is the same.
    expect((await sampled('--top-k', '1', '--seed', '3')).output).toBe(one.output);
  });

  test('refuses a run that is not there, and says what is not written yet', async () => {
    expect(await run('sample', 'none')).toMatchObject({
      code: 2,
      output: expect.stringContaining('no run "none"'),
    });
    const { code, output } = await start('sample', ['whole'], false).ended;
    expect([code, output]).toEqual([
      0,
      expect.stringContaining('The sampling is not started: encode is not written'),
    ]);
  });
});
