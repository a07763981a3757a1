/** A run is trained by one process at a time. */
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { alone } from '../../lib/language-model/open-run';
import { writeRun } from './support/recorded-run';

const runs = mkdtempSync(join(tmpdir(), 'run-lock-'));
afterAll(() => rmSync(runs, { recursive: true, force: true }));

const lock = '.training';

test('another process is refused, and harms nothing', async () => {
  // Even before the first step, when a run that fails would be removed.
  const folder = writeRun(runs, 'wanted');
  await alone({ folder }, async () => {
    const message = `The run wanted is being trained by another process (number ${process.pid}): wait until it ends`;
    await expect(alone({ folder }, async () => undefined)).rejects.toThrow(message);
    expect(readdirSync(folder)).toEqual([lock, 'config.json', 'metrics.jsonl', 'samples.jsonl']);
  });
  expect(readdirSync(folder)).not.toContain(lock);
  expect(await alone({ folder }, async () => 'free again')).toBe('free again');
});

test('a run is taken over from a process that was killed', async () => {
  const folder = writeRun(runs, 'left');
  writeFileSync(join(folder, lock), '999999999 1 x');
  expect(await alone({ folder }, async () => 'mine')).toBe('mine');
});

test('when something throws, a run that never began is removed, and any other one stays', async () => {
  const broken = async () => {
    throw new Error('a bug');
  };
  const [begun, empty] = [writeRun(runs, 'begun', { step: 1 }), writeRun(runs, 'empty')];
  for (const folder of [begun, empty]) await expect(alone({ folder }, broken)).rejects.toThrow('a bug');
  expect([existsSync(begun), existsSync(empty)]).toEqual([true, false]);
  expect(readdirSync(begun)).not.toContain(lock);
});
