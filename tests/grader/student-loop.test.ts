/** The commands of a student, run for real in a released copy. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { collect, StudentCopy, solution } from './support/student-copy';

let copy: StudentCopy;

beforeAll(async () => {
  copy = await StudentCopy.make();
});
afterAll(() => copy.remove());

const withoutScale = () => solution('02-attention', '.div(Math.sqrt(dHead))', '');
const endlessAttention = () =>
  solution(
    '02-attention',
    'return tf.matMul(attentionPattern',
    'while (true) {}\n  return tf.matMul(attentionPattern',
  );

/** The lines of one stage in a summary. */
function stageIn(stdout: string, number: string): string {
  const lines = stdout.split('\n');
  const first = lines.findIndex((line) => new RegExp(`^\\S ${number} `).test(line));
  const length = lines.slice(first + 1).findIndex((line) => !line.startsWith('    '));
  return lines.slice(first, first + 1 + length).join('\n');
}

describe('npm test', () => {
  test('says of an untouched copy that nothing is started, and what to open', async () => {
    await copy.begin();
    const { code, stdout, stderr } = await copy.run('test');
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(stdout.match(/not started$/gm)).toHaveLength(11);
    expect(stdout).toContain('0 of 85 points by these tests; 15 more for the reversal');
    expect(stdout).toContain('Next: open exercises/01-positional-encoding.ts, TODO 1a: positionalEncoding');
    expect(stdout).not.toContain('\u001b[');
  });

  test('counts the points of a stage that is right, and goes on to the next', async () => {
    await copy.begin(['01']);
    const { code, stdout } = await copy.run('test');
    expect(code).toBe(0);
    expect(stageIn(stdout, '01')).toBe('✔ 01 Positional encoding         8 / 8');
    expect(stdout).toContain('Next: open exercises/02-attention.ts, TODO 2a: attentionPattern');
  });

  test('gives fact and cause of a mistake, and blames no later stage for it', async () => {
    await copy.begin(['04']);
    await copy.write('02-attention', await withoutScale());
    const { code, stdout } = await copy.run('test', ['02', '04']);
    expect(code).toBe(1);
    const [, fact, hint] = /(largest error .+ expected .+, received .+)\n *(hint: .+)/.exec(stdout) ?? [];
    expect(fact).toContain('numbers are wrong');
    expect(hint).toBe('hint: are the scores divided by √dHead? The root, and of the last axis of q');
    expect(stageIn(stdout, '04')).toMatch(
      /^◌ 04 .* blocked by 02\n {4}◌ multiHeadAttention blocked by 02 \(/,
    );
    expect(stageIn(stdout, '04')).not.toMatch(/splitHeads|mergeHeads|largest error/);
    expect(stdout).toContain('Next: mend exercises/02-attention.ts: attentionPattern');
  });

  test('names what a gradient does not reach, and gives advice on what is right', async () => {
    await copy.begin(['02']);
    const cut = [
      'return tf.softmax(scores, -1)',
      'return tf.softmax(tf.tensor(scores.arraySync()), -1)',
    ] as const;
    await copy.write('02-attention', await solution('02-attention', ...cut));
    const { code, stdout } = await copy.run('test', ['02']);
    expect(code).toBe(1);
    expect(stageIn(stdout, '02')).toContain(
      'no gradient reaches q and k\n          hint: dataSync, arraySync',
    );
    expect(stageIn(stdout, '02')).not.toMatch(/attention failed/);
    await copy.write(
      '02-attention',
      await solution('02-attention', 'return tf.matMul(', 'tf.keep(v.clone());\n  return tf.matMul('),
    );
    const kept = await copy.run('test', ['02']);
    expect(kept.code).toBe(0);
    expect(stageIn(kept.stdout, '02')).toMatch(
      /14 \/ 14\n {4}advice for attention, costs no points: keeps no tensor in memory\n +every call/,
    );
  });

  test('names file and line of a syntax error once, and judges the other stages', async () => {
    await copy.begin(['01', '02', '04']);
    await copy.write('03-masking', 'export const a = 1;\nexport function causalMask( {\n');
    const { code, stdout } = await copy.run('test');
    expect(code).toBe(1);
    expect(stdout.match(/cannot be loaded/g)).toHaveLength(1);
    expect(stageIn(stdout, '03')).toMatch(
      /the file cannot be loaded: exercises\/03-masking\.ts:[23]: Expected/,
    );
    expect(stageIn(stdout, '02')).toBe('✔ 02 Attention                  14 / 14');
    expect(stageIn(stdout, '04')).toMatch(/blocked by 03$/);
    expect(stdout).toContain('Next: mend exercises/03-masking.ts');
  });

  test('names the line that throws while a file is loaded', async () => {
    await copy.begin();
    await copy.write('03-masking', "\nthrow new Error('boom');\n");
    const { code, stdout } = await copy.run('test', ['03']);
    expect(code).toBe(1);
    expect(stageIn(stdout, '03')).toContain('cannot be loaded: exercises/03-masking.ts:2: Error: boom');
  });

  test('ends by itself when a function never comes back', async () => {
    await copy.begin(['01']);
    await copy.write('02-attention', await endlessAttention());
    const { code, stdout } = await copy.run('test');
    expect(code).toBe(1);
    expect(stdout).toContain('did not come back within 15 s: an endless loop?');
    expect(stageIn(stdout, '02')).toMatch(/✘ attention timed out/);
    expect(stageIn(stdout, '02')).not.toContain('attentionPattern');
    expect(stageIn(stdout, '01')).toContain('8 / 8');
    expect(stdout).toContain('broken off');
  });

  test('ends a test whose Promise never settles, and says so', async () => {
    await copy.begin();
    const never = await solution(
      '02-attention',
      'return tf.softmax(scores, -1)',
      'return new Promise(() => {}) as never',
    );
    await copy.write('02-attention', never);
    const { code, stdout } = await copy.run('test', ['02', '-t', 'attentionPattern has one weight']);
    expect(code).toBe(1);
    expect(stdout).toContain('no answer in time: a Promise that never settles?');
  });

  test('runs only the tests with the words after -t', async () => {
    await copy.begin();
    await copy.write('02-attention', await withoutScale());
    const { code, stdout } = await copy.run('test', ['02', '-t', 'rows that sum']);
    expect(code).toBe(0);
    expect(stdout).toContain('✔ 02 Attention');
    expect(stdout).toContain('These tests pass. Next: npm test 02');
    const none = await copy.run('test', ['02', '-t', 'no such words']);
    expect(none).toMatchObject({ code: 2, stdout: expect.stringContaining('No test has these words') });
  });

  test('answers an unknown stage with one line', async () => {
    const { code, stderr } = await copy.run('test', ['99']);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: Unknown stage "99": the stages are 01-positional-encoding, .*\n$/);
  });
});

describe('npm run hint', () => {
  test('opens one hint after the other', async () => {
    await copy.begin();
    const first = await copy.run('hint', ['05']);
    const second = await copy.run('hint', ['05']);
    expect(first.stdout).toMatch(/^\nTODO 5a layerNorm\n {2}1\. .+\n {2}1 more: ask again\n\n$/);
    expect(second.stdout).toMatch(/ {2}1\. .+\n {2}2\. .+\n {2}That was the last one/);
  });

  test('takes the label of a TODO, as the summary gives it', async () => {
    const { code, stdout } = await copy.run('hint', ['2b']);
    expect(code).toBe(0);
    expect(stdout).toContain('TODO 2b attention');
  });

  test.each([[[]], [['99']], [['02', '9z']]])('refuses %j with one line', async (args: string[]) => {
    const { code, stderr } = await copy.run('hint', args);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .+\n$/);
  });
});

describe('npm run reset', () => {
  test.each(['n\n', ''])('changes nothing when the answer is %j', async (answer) => {
    await copy.begin(['02']);
    const before = await copy.read('exercises/02-attention.ts');
    const { code, stdout } = await copy.run('reset', ['02'], answer);
    expect(code).toBe(0);
    expect(stdout).toContain('Nothing was changed');
    expect(await copy.read('exercises/02-attention.ts')).toBe(before);
  });

  test.each([
    [[], 'y\n'],
    [['--yes'], ''],
  ])('sets back with %j %j, and keeps the file', async (args, answer) => {
    await copy.begin(['03']);
    const before = await copy.read('exercises/03-masking.ts');
    const { code } = await copy.run('reset', ['03', ...args], answer);
    expect(code).toBe(0);
    expect(await copy.read('exercises/03-masking.ts')).toBe(await copy.read('lib/stubs/03-masking.ts'));
    const kept = (await readdir(join(copy.folder, '.backup'))).filter((name) => name.startsWith('03'));
    expect(await copy.read(join('.backup', kept.at(-1) ?? ''))).toBe(before);
  });

  test('has nothing to do on a stub', async () => {
    await copy.begin();
    expect((await copy.run('reset', ['04'])).stdout).toContain('its stub already');
  });
});

describe('npm run watch', () => {
  test('runs again after a save, opens a hint at h, and ends at q', async () => {
    await copy.begin();
    const child = copy.start('watch', '01');
    try {
      const stdout = collect(child.stdout);
      const ended = new Promise((resolve) => child.on('close', resolve));
      await expect.poll(stdout, { timeout: 30_000 }).toContain('waiting for a save');
      expect(stdout()).toContain('not started');
      await copy.write('01-positional-encoding', await solution('01-positional-encoding'));
      await expect.poll(stdout, { timeout: 30_000 }).toContain('8 / 8');
      child.stdin?.write('h');
      await expect.poll(stdout, { timeout: 10_000 }).toContain('TODO 1a positionalEncoding');
      child.stdin?.write('q');
      expect(await ended).toBe(0);
    } finally {
      child.kill();
    }
  });
});
