/** What the doctor says of backends. */
import { expect, test } from 'vitest';
import { backendLines, findBackends } from '../../grader/doctor/backends';
import type { Ran } from '../../lib/run-program';

const ran = (stdout: string, more: Partial<Ran> = {}): Ran => ({
  ok: true,
  problem: '',
  stdout,
  stderr: '',
  ...more,
});

const answers: Record<string, Ran> = {
  wasm: ran('{"clock":20,"processor":30}\n'),
  native: ran('a remark of the library\n{"clock":50,"processor":60}\n'),
  cpu: ran('{"clock":400,"processor":400}\n'),
};

const linesFor = async (changes: Record<string, Ran>) =>
  backendLines(await findBackends(async (name) => ({ ...answers, ...changes })[name] as Ran)).slice(1);

test('the step of each, compared with cpu', async () => {
  expect(await linesFor({})).toEqual([
    expect.stringContaining('wasm: 20.0 ms, 20.0 times as fast as cpu'),
    expect.stringContaining('native: 50.0 ms, 8.0 times as fast as cpu'),
    expect.stringMatching(/cpu: 400\.0 ms$/),
  ]);
});

test.each([
  ['is absent', ran('{"problem":"is not installed"}'), '✗ native is not installed'],
  ['crashes', ran('', { ok: false, problem: 'crashes (SIGSEGV)' }), '✗ native crashes (SIGSEGV)'],
  [
    'hangs',
    ran('', { ok: false, problem: 'does not answer within 15 s', stderr: 'a\nlast words\n' }),
    '✗ native does not answer within 15 s: last words',
  ],
])('a backend that %s is told with its fix, and the others all the same', async (_, native, line) => {
  expect(await linesFor({ native })).toEqual([
    expect.stringContaining('wasm: 20.0 ms, 20.0 times as fast as cpu'),
    expect.stringContaining(line),
    expect.stringContaining('→ npm run native'),
    expect.stringContaining('cpu: 400.0 ms'),
  ]);
});

test('without cpu nothing is compared', async () => {
  const lines = await linesFor({ cpu: ran('', { ok: false, problem: 'ends with code 1' }) });
  expect(lines[0]).toMatch(/wasm: 20\.0 ms$/);
});

test('really asks a backend in a process of its own', async () => {
  const [wasm] = await findBackends();
  expect(wasm).toEqual({ name: 'wasm', found: { step: expect.any(Number) } });
});
