/** The settings of a training: flags, config file, and one clear line for what is wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, describe, expect, test } from 'vitest';
import { addFlags, flagOf, readSettings, rules } from '../../lib/language-model/settings';

const folder = mkdtempSync(join(tmpdir(), 'settings-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function configWith(content: unknown): string {
  const path = join(folder, 'config.json');
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** Reads flags as the command does. */
function flags(...argv: string[]): Record<string, unknown> {
  const command = addFlags(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => {} });
  return command.parse(argv, { from: 'user' }).opts();
}

describe('settings', () => {
  test('are the usual ones when nothing is given, and those go together', async () => {
    const usual = Object.fromEntries(Object.entries(rules).map(([key, { fallback }]) => [key, fallback]));
    expect(await readSettings({})).toEqual(usual);
    const given = Object.entries(rules).filter(([, { fallback }]) => fallback !== undefined);
    for (const [key, { fallback, accepts }] of given) expect([key, accepts(fallback)]).toEqual([key, true]);
  });

  test('come from the file, and from a flag before that', async () => {
    const file = configWith({ steps: 300, batch: 8, tokenizer: 'character' });
    const settings = await readSettings(flags('--steps', '200', '--learning-rate', '1e-4'), file);
    expect(settings).toMatchObject({ steps: 200, batch: 8, tokenizer: 'character', learningRate: 0.0001 });
  });

  test('have a flag for every key', () => {
    expect(flagOf('dModel')).toBe('--d-model');
    expect(flags('--d-model', '32', '--checkpoint-every', '5')).toEqual({ dModel: 32, checkpointEvery: 5 });
  });
});

describe('what is wrong is told in one line:', () => {
  const files: [string, unknown, string][] = [
    ['an unknown key', { stepz: 3 }, 'config.json: unknown key "stepz": expected text, tokenizer, '],
    ['a key that objects have', '{"toString": 3}', 'config.json: unknown key "toString"'],
    [
      'a text for a number',
      { steps: '10' },
      'config.json: steps: expected a whole number from 1 to 10000000, got "10"',
    ],
    ['a fraction', { batch: 1.5 }, 'config.json: batch: expected a whole number from 1 to 4096, got 1.5'],
    ['null', { seed: null }, 'config.json: seed: expected a whole number from 0 to 999999999, got null'],
    ['0', { learningRate: 0 }, 'config.json: learningRate: expected a number above 0 and up to 1, got 0'],
    ['a negative number', { temperature: -1 }, 'temperature: expected a number from 0 to 100, got -1'],
    ['another name', { tokenizer: 'bpe' }, 'tokenizer: expected one of character, word, got "bpe"'],
    ['a name that leads elsewhere', { name: '../x' }, 'name: expected letters, digits, dots'],
    ['an empty prompt', { prompt: '' }, 'prompt: expected a text that is not empty, got ""'],
    ['what is no JSON', '{steps: 3}', 'config.json is not JSON: '],
    ['a list', [1], 'config.json: expected an object such as {"steps": 500}'],
    [
      'heads that do not divide',
      { dModel: 64, heads: 6 },
      'dModel (--d-model): expected a multiple of heads (6), got 64',
    ],
    ['an odd width', { dModel: 9, heads: 3 }, 'dModel (--d-model): expected an even number'],
    [
      'too long a warm-up',
      { steps: 50, warmup: 50 },
      'warmup (--warmup): expected a number below steps (50), got 50',
    ],
    [
      'a floor above the peak',
      { floor: 0.5 },
      'floor (--floor): expected at most learningRate (0.003), got 0.5',
    ],
  ];
  test.each(files)('%s', async (_, content, message) => {
    const error: Error = await readSettings({}, configWith(content)).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: 'UsageError' });
    expect(error.message).toContain(message);
    expect(error.message).not.toContain('\n');
  });

  test('a file that is not there', async () => {
    await expect(readSettings({}, join(folder, 'none.json'))).rejects.toThrow(
      'none.json cannot be read (ENOENT)',
    );
  });

  test.each([
    ['--steps', 'many', 'a whole number from 1 to 10000000'],
    ['--steps', '', 'a whole number from 1 to 10000000'],
    ['--learning-rate', '2', 'a number above 0 and up to 1'],
    ['--backend', 'gpu', 'one of native, wasm, cpu'],
  ])('%s %s', (flag, value, expected) => {
    expect(() => flags(flag, value)).toThrow(`argument '${value}' is invalid. Expected ${expected}.`);
  });
});
