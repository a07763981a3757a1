/** Programs that end in any way. */
import { expect, test } from 'vitest';
import { lastLine, runProgram } from '../../lib/run-program';

const node = (code: string, options = {}) => runProgram(process.execPath, ['-e', code], options);

test('keeps both outputs', async () => {
  expect(await node('console.log(1); console.error(2)')).toEqual({
    ok: true,
    problem: '',
    stdout: '1\n',
    stderr: '2\n',
  });
});

test.each([
  ['a code', 'process.exit(3)', 'ends with code 3'],
  ['a signal', "process.kill(process.pid, 'SIGSEGV')", 'crashes (SIGSEGV)'],
])('names %s', async (_, code, problem) => {
  expect(await node(code)).toMatchObject({ ok: false, problem });
});

test('waits no longer than it is told', async () => {
  const ran = await node('setInterval(() => {}, 1000)', { timeout: 500 });
  expect(ran).toMatchObject({ ok: false, problem: 'does not answer within 0.5 s' });
});

test('knows a program that is not there', async () => {
  expect(await runProgram('no-such-program-here', [])).toMatchObject({
    ok: false,
    problem: 'is not installed',
  });
});

test('ends with its signal', async () => {
  const abort = new AbortController();
  const running = node('setInterval(() => {}, 1000)', { signal: abort.signal });
  abort.abort();
  expect((await running).ok).toBe(false);
});

test.each([
  ['a\nb\n\n', 'b'],
  ['', ''],
])('lastLine(%j)', (text, line) => expect(lastLine(text)).toBe(line));
