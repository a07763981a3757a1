/** Submissions in real processes: whatever they do, the grader has an answer. */
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { SandboxError } from '../../grader/isolation/fault';
import { limits } from '../../grader/limits';
import { probeBackend, SubjectError, SubjectProcess } from '../../grader/subject/client';
import type { Subject } from '../../grader/subject/subject';
import { TodoError } from '../../lib/todo';
import { temporaryFolder } from './support/folders';
import { isIsolated } from './support/isolation';
import { shortTimes, subjectsIn } from './support/subjects';

const subjects = subjectsIn(temporaryFolder());
const notIsolated = subjectsIn(temporaryFolder(), 'none');
const stage = '02-attention';
const temporaryPath = temporaryFolder();

/** What comes of a call that gives no value. */
async function failureOf(subject: Subject, name = 'attention', args: unknown[] = []): Promise<Error> {
  const end = await subject.call(stage, name, args).then(
    (value) => new Error(`gave a value: ${String(value)}`),
    (error: Error) => error,
  );
  return end;
}

/** The failure of the first call of a submission, as kind and words. */
async function firstFailure(text: string, times = { ...shortTimes, call: 30_000 }, from = subjects) {
  const error = await failureOf(await from.start(text, { times }));
  return error instanceof SubjectError ? { failure: error.failure, message: error.message } : error;
}

/** The first one leaves something behind. */
const twoStages = {
  'exercises/01-positional-encoding.ts': `
    export const positionalEncoding = () => { console.log('one'); (globalThis as any).found = 'left behind'; };`,
  'exercises/02-attention.ts': `
    export const attention = () => { console.log('two'); return (globalThis as any).found ?? 'nothing'; };`,
};

/** Code that writes a message of its own to the channel: a head of two sizes, then JSON. */
const writeOwnMessage = (json: string) => `
  const body = Buffer.from(${JSON.stringify(json)});
  const head = Buffer.alloc(8);
  head.writeUInt32LE(body.length, 4);
  writeSync(4, Buffer.concat([head, body]));`;

describe('a call', () => {
  test('sends tensors and gives back what the function returns', async () => {
    const subject = await subjects.start(`
      import * as tf from '@tensorflow/tfjs';
      export async function attention(q: tf.Tensor, options: { scale: number }) {
        return { pattern: q.mul(options.scale), shape: q.shape, missing: undefined };
      }`);
    const q = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const value = (await subject.call(stage, 'attention', [q, { scale: 10 }])) as Record<string, unknown>;
    expect(await (value.pattern as tf.Tensor).array()).toEqual([
      [10, 20],
      [30, 40],
      [50, 60],
    ]);
    expect(value.shape).toEqual([3, 2]);
    expect(value).toHaveProperty('missing', undefined);
  });

  test('may use tensors that an earlier one has made and remembered, as in the tests of the student', async () => {
    const subject = await subjects.start(`
      import * as tf from '@tensorflow/tfjs';
      const masks = new Map<number, tf.Tensor>();
      export function attention(seq: number) {
        const mask = masks.get(seq) ?? tf.ones([seq]);
        masks.set(seq, mask);
        return mask;
      }`);
    const calls = [await subject.call(stage, 'attention', [3]), await subject.call(stage, 'attention', [3])];
    expect(calls.map((value) => (value as tf.Tensor).arraySync())).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
  });

  test('leaves no memory behind when there is much of it, nor its arguments, and keeps what the module keeps', async () => {
    const subject = await subjects.start(`
      import * as tf from '@tensorflow/tfjs';
      let calls = 0;
      export function attention(size: number) {
        tf.ones([size]);
        calls++;
        return [calls, tf.memory().numTensors];
      }`);
    const half = limits.keptBytes / 8;
    const found = [];
    for (const size of [half, 2 * half, half, half]) {
      const x = tf.scalar(1);
      found.push(await subject.call(stage, 'attention', [size, x]));
    }
    expect(found).toEqual([
      [1, 2],
      [2, 3],
      [3, 3],
      [4, 3],
    ]);
  });

  test('that is still to be written throws a TodoError which names the exercise', async () => {
    const subject = await subjects.start(`
      import { todo } from '../lib/todo';
      export function attention() { return todo('attentionPattern'); }`);
    const error = await failureOf(subject);
    expect(error).toBeInstanceOf(TodoError);
    expect(error).toMatchObject({ name: 'TodoError', exercise: 'attentionPattern' });
  });

  test('that refuses its arguments throws the same RangeError', async () => {
    const error = await failureOf(
      await subjects.start(`export function attention() { throw new RangeError('dModel is odd'); }`),
    );
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain('dModel is odd');
  });

  test('that refuses its arguments with a class of its own throws the RangeError that it is', async () => {
    const error = await failureOf(
      await subjects.start(`class OddWidth extends RangeError { name = 'OddWidth'; }
        export function attention() { throw new OddWidth('dModel is odd'); }`),
    );
    expect(error).toBeInstanceOf(RangeError);
    expect(error.message).toContain('dModel is odd');
  });

  test('that throws gives class, message and line of the student file', async () => {
    const text = [
      "import { half } from './half';",
      '// a comment',
      'export function attention() {',
      '  return half(undefined as unknown as number[]);',
      '}',
    ].join('\n');
    const helper = 'export const half = (x: number[]) =>\n  x.length / 2;\n';
    const subject = await subjects.startAll({ [`exercises/${stage}.ts`]: text, 'exercises/half.ts': helper });
    const error = await failureOf(subject);
    expect(error).toMatchObject({ name: 'SubjectError', failure: 'threw' });
    expect(error.message).toBe(
      "threw TypeError: Cannot read properties of undefined (reading 'length') (exercises/half.ts:2)",
    );
  });

  test.each([
    ['a word', "'no'", "threw Error: threw 'no'"],
    ['nothing', 'undefined', 'threw Error: threw undefined'],
    ['what has no words', 'Object.create(null)', 'threw Error: threw [Object: null prototype] {}'],
  ])('that throws %s is told in words', async (_, thrown, words) => {
    const text = `export function attention() { throw ${thrown}; }`;
    expect(await firstFailure(text)).toMatchObject({ failure: 'threw', message: words });
  });

  test('of a function that is not exported lists what is', async () => {
    expect(await firstFailure('export const atention = () => 1; export const other = 2;')).toEqual({
      failure: 'missing',
      message: 'the file exports no function `attention`; it exports atention, other',
    });
    expect(await firstFailure('const attention = 1;')).toMatchObject({ message: /it exports nothing$/ });
  });

  test('of a stage that does not compile, or is not there, says so without a process', async () => {
    expect(await firstFailure('export function attention( {')).toMatchObject({
      failure: 'load',
      message: expect.stringMatching(/^exercises\/02-attention\.ts:1: /),
    });
    const subject = await subjects.start('export const attention = () => 1;', {
      stem: '01-positional-encoding',
    });
    expect(await failureOf(subject)).toMatchObject({ failure: 'load', message: 'the stage is missing' });
  });
});

describe('a process that ends', () => {
  test('by process.exit(0) is no success', async () => {
    expect(await firstFailure('export function attention() { process.exit(0); }')).toEqual({
      failure: 'ended',
      message: 'the code ended the process itself, with exit code 0',
    });
  });

  test('at import is told as such', async () => {
    expect(await firstFailure("throw new TypeError('not today');")).toEqual({
      failure: 'load',
      message: 'the file cannot be loaded: threw TypeError: not today (exercises/02-attention.ts:1)',
    });
    expect(await firstFailure('process.exit(3);')).toMatchObject({
      failure: 'ended',
      message: /exit code 3/,
    });
  });

  test.skipIf(process.platform === 'win32')('by a signal names it', async () => {
    const text =
      "export function attention() { process.kill(process.pid, 'SIGTERM'); return new Promise(() => {}); }";
    expect(await firstFailure(text, shortTimes, notIsolated)).toMatchObject({
      failure: 'ended',
      message: /SIGTERM/,
    });
    // Where it is isolated nothing can be signalled, itself included.
    if (isIsolated) expect(await firstFailure(text)).toMatchObject({ failure: 'threw', message: /EPERM/ });
  });

  test('is tried again, but not for ever: a function that ends it three times in a row is not called again', async () => {
    const subject = await subjects.start(`
      import * as tf from '@tensorflow/tfjs';
      export const attention = (last: boolean) => (last ? 'fine' : process.exit(3));
      export const other = () => 'fine';`);
    const ends = async (last: boolean) => (await failureOf(subject, 'attention', [last])).message;
    expect(await ends(false)).toMatch(/exit code 3/);
    expect(await ends(false)).toMatch(/exit code 3/);
    expect(await ends(true)).toBe('gave a value: fine');
    for (let count = 0; count < 3; count += 1) expect(await ends(false)).toMatch(/exit code 3/);
    expect(await ends(true)).toMatch(/exit code 3/);
    expect(await subject.call(stage, 'other', [])).toBe('fine');
  });

  test('for printing too much is ended before it fills the memory', async () => {
    const text = `
      import { writeSync } from 'node:fs';
      export async function attention() {
        for (let mebibytes = 0; mebibytes < 33; mebibytes++) {
          await new Promise((done) => process.stdout.write('x'.repeat(1024 * 1024), done));
        }
        return new Promise(() => setInterval(() => undefined, 1000));
      }`;
    expect(await firstFailure(text)).toEqual({ failure: 'ended', message: 'printed more than 32 MiB' });
  });

  test('for lack of memory says so', async () => {
    const text = `
      const all: number[][] = [];
      export function attention() { for (;;) all.push(new Array(1e6).fill(0.5)); }`;
    expect(await firstFailure(text, { ...shortTimes, call: 120_000 })).toEqual({
      failure: 'ended',
      message: `ran out of memory (limit ${limits.memory} MiB)`,
    });
  });

  test('is followed by a new one for the next call', async () => {
    const subject = await subjects.start(`
      let calls = 0;
      export function attention(end: boolean) { calls++; if (end) process.exit(1); return calls; }`);
    expect(await subject.call(stage, 'attention', [false])).toBe(1);
    expect(await subject.call(stage, 'attention', [false])).toBe(2);
    expect(await failureOf(subject, 'attention', [true])).toMatchObject({ failure: 'ended' });
    expect(await subject.call(stage, 'attention', [false])).toBe(1);
  });

  test('at import is not started again', async () => {
    const subject = await subjects.start('throw new Error(String(process.pid));');
    expect((await failureOf(subject)).message).toBe((await failureOf(subject)).message);
  });
});

describe('a message that nobody asked for', () => {
  test.each([
    ['garbage in a call', `export function attention() { writeSync(4, 'garbage, garbage!'); return 1; }`],
    ['a message that is no JSON', `export function attention() { ${writeOwnMessage('{')} return 1; }`],
    [
      'an answer with another id in a call',
      `export function attention() {
        ${writeOwnMessage('{"$":"record","of":[["id","guess"],["value",42]]}')}
        return 1;
      }`,
    ],
    [
      'a second greeting',
      `${writeOwnMessage('{"$":"record","of":[["id","ready"]]}')}
      export function attention() { return 1; }`,
    ],
  ])('is never an answer: %s', async (_, text) => {
    expect(await firstFailure(`import { writeSync } from 'node:fs';\n${text}`)).toMatchObject({
      failure: 'forged',
      message: expect.stringMatching(/^sent a message that cannot be read: /),
    });
  });
});

describe('a call without end', () => {
  const endless = `
    import { appendFileSync, existsSync, readFileSync } from 'node:fs';
    export function attention(log: string, last: number) {
      appendFileSync(log, 'x');
      while (readFileSync(log).length <= last);
      return 'done';
    }
    export const never = () => new Promise(() => undefined);
    export const other = () => 'fine';`;

  test('is tried once more, in a new process', async () => {
    const log = `${temporaryPath}/once`;
    const subject = await notIsolated.start(endless, { times: shortTimes });
    expect(await subject.call(stage, 'attention', [log, 1])).toBe('done');
  });

  test('fails, and is not tried a third time; other functions still work', async () => {
    const log = `${temporaryPath}/always`;
    const subject = await notIsolated.start(endless, { times: shortTimes });
    const error = await failureOf(subject, 'attention', [log, 99]);
    expect(error).toMatchObject({ failure: 'timeout' });
    expect(error.message).toBe('no answer within 2 s: an endless loop, or a Promise that never settles?');
    expect(await failureOf(subject, 'attention', [log, 0])).toBe(error);
    expect(await subject.call(stage, 'other', [])).toBe('fine');
  });

  test('is a Promise that never settles, too', async () => {
    const subject = await notIsolated.start(endless, { times: shortTimes });
    expect(await failureOf(subject, 'never')).toMatchObject({ failure: 'timeout' });
  });
});

describe('what a stage prints', () => {
  test('is kept, up to a limit, and over a new process', async () => {
    const subject = await subjects.start(`
      export function attention(text: string) { console.log(text); process.exit(0); }`);
    for (const text of ['first', 'second'.repeat(1000)]) await failureOf(subject, 'attention', [text]);
    expect(subject.output(stage).slice(0, 12)).toBe('first\nsecond');
    expect(subject.output(stage)).toHaveLength(limits.output);
  });
});

describe('the process', () => {
  test('sees nothing of the environment of the grader', async () => {
    process.env.GRADER_SECRET = 'secret';
    const subject = await subjects.start('export const attention = () => Object.keys(process.env);');
    expect(await subject.call(stage, 'attention', [])).not.toContain('GRADER_SECRET');
    delete process.env.GRADER_SECRET;
  });

  test('tells which backend works, or why none does', async () => {
    const { runtime } = await subjects.specOf({});
    expect(await probeBackend(runtime, 'cpu')).toMatchObject({ name: 'cpu' });
    const broken = { ...runtime, host: `${runtime.host}.missing.mjs` };
    await expect(probeBackend(broken, 'cpu')).rejects.toThrow(SandboxError);
  });

  test.skipIf(process.platform === 'win32')('is gone when the subject is closed', async () => {
    const subject = await subjects.startAll(twoStages);
    const none = subjects.running();
    await subject.call('01-positional-encoding', 'positionalEncoding', []);
    expect(subjects.running()).toBeGreaterThan(none);
    subject.close();
    await expect.poll(subjects.running, { timeout: 10_000 }).toBe(none);
  });

  test('serves all stages, or one that has seen no other', async () => {
    const seen: unknown[] = [];
    for (const shared of [true, false]) {
      const subject = await subjects.startAll(twoStages, undefined, 'cpu', shared);
      // What is printed arrives by a way of its own, later than the answer perhaps.
      const printed = (stem: string, text: string) => expect.poll(() => subject.output(stem)).toBe(text);
      await subject.call('01-positional-encoding', 'positionalEncoding', []);
      await printed('01-positional-encoding', 'one\n');
      seen.push(await subject.call(stage, 'attention', []));
      await printed(stage, 'two\n');
      await subject.call('01-positional-encoding', 'positionalEncoding', []);
      await printed('01-positional-encoding', 'one\none\n');
      await printed(stage, 'two\n');
    }
    expect(seen).toEqual(['left behind', 'nothing']);
  });

  test('answers nothing after its end', async () => {
    const spec = await subjects.specOf({ [`exercises/${stage}.ts`]: 'export const attention = () => 1;' });
    const running = await SubjectProcess.start(spec);
    await running.load(stage);
    running.close();
    await expect.poll(() => running.running, { timeout: 10_000 }).toBe(false);
    await expect(running.request(stage, { op: 'call', name: 'attention', args: [] }, 1000)).rejects.toThrow(
      'SIGKILL',
    );
  });
});
