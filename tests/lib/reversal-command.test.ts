import * as tf from '@tensorflow/tfjs';
import chalk from 'chalk';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { startBackend } from '../../lib/backend';
import { reversalCommand, runReversal } from '../../lib/reversal/command';
import { explainError, placeIn } from '../../lib/reversal/student-error';
import type { Transformer } from '../../lib/reversal/train';
import { TodoError } from '../../lib/todo';

await startBackend();

const [out, err]: [string[], string[]] = [[], []];
const printed = () => out.join('');
const complained = () => err.join('');
const level = chalk.level;
beforeEach(() => {
  out.length = 0;
  err.length = 0;
  chalk.level = 0;
  vi.stubEnv('CI', 'true');
  vi.spyOn(console, 'log').mockImplementation((text = '') => void out.push(`${text}\n`));
  vi.spyOn(console, 'error').mockImplementation((text = '') => void err.push(`${text}\n`));
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => {
  chalk.level = level;
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** Not a transformer, but a rule with a weight: fast, and with a known verdict. */
const scored = (score: (tokens: tf.Tensor2D) => tf.Tensor): Transformer => {
  return ({ output }, tokens) => score(tokens).add(output.bias.mul(0)) as tf.Tensor3D;
};
const hardCoded = scored((tokens) => {
  const later = tokens.slice([0, 0], [-1, 6]).reverse(1); // the tokens at positions 6 to 11
  const guesses = tf.zerosLike(tokens).slice([0, 0], [-1, 5]);
  return tf
    .oneHot(tf.concat([guesses, later], 1), 10)
    .cast('float32')
    .mul(9);
});

describe('npm run reversal', () => {
  test('prints accuracy per position and the verdict; a rule without weights does not pass', async () => {
    expect(await runReversal(hardCoded, 1)).toBe(1);
    expect(printed()).toContain('Accuracy of each predicted token, on 2000 new strings:');
    expect(printed()).toMatch(
      / {3}place 5 {2}.* (9|10|11)\.\d% ✔\nsecond half .*\n {3}place 6 {2}█.* 100\.0% ✔\n/,
    );
    expect(printed()).toContain('✘ not passed  Before any training your model knows 100% of the second half');
  });

  test('after Ctrl-C prints what is known so far, and no verdict', async () => {
    let calls = 0;
    const slow = scored((tokens) => {
      calls += 1;
      if (calls === 6) process.emit('SIGINT'); // 2 chunks before the training: the fourth step
      return tf.zeros([...tokens.shape, 10]);
    });
    expect(await runReversal(slow, 1)).toBe(130);
    expect(printed()).toContain('place 11');
    expect(printed()).toContain('Interrupted after 4 steps: this is what it knows so far, and no verdict.');
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  test.each([['--seed', '1.5'], ['--seed', '-1'], ['--nonsense'], ['surplus']])(
    'refuses %s %s',
    async (...args) => {
      vi.spyOn(process.stderr, 'write').mockReturnValue(true);
      await expect(reversalCommand(args)).rejects.toMatchObject({ name: 'CommanderError' });
    },
  );
});

describe('explainError', () => {
  const stack = [
    'RangeError: Expected dModel to be divisible by heads',
    '    at reshape (file:///somewhere/node_modules/@tensorflow/tfjs-core/dist/ops.js:12:3)',
    '    at splitHeads (/somewhere else/exercises/04-multi-head-attention.ts:31:11)',
    '    at transformer (/somewhere else/exercises/06-transformer.ts:50:5)',
  ].join('\n');
  const error = Object.assign(new RangeError('Expected dModel to be divisible by heads'), { stack });

  test('names the place in the file of the student', () => {
    expect(explainError(error, false)).toBe(1);
    expect(complained()).toBe(
      'error: RangeError: Expected dModel to be divisible by heads\n    at exercises/04-multi-head-attention.ts:31 (splitHeads)\n',
    );
  });

  test('shows the stack when it is wanted', () => {
    explainError(error, true);
    expect(complained()).toContain('node_modules');
  });

  test('explains what is thrown without being an error', () => {
    expect(explainError('oh', false)).toBe(1);
    expect(complained()).toBe('error: threw oh\n');
  });

  test('a function that is still to do is no failure', () => {
    expect(explainError(new TodoError('causalMask'), false)).toBe(0);
    expect(printed()).toBe(
      'The reversal is not started: causalMask is not written yet. Open exercises/03-masking.ts, then: npm test 03\n',
    );
  });

  test('finds places in Windows paths, in anonymous functions, and none where there is none', () => {
    expect(placeIn('Error\n    at C:\\home\\exercises\\02-attention.ts:7:3')).toBe(
      'exercises\\02-attention.ts:7',
    );
    expect(placeIn('Error\n    at async load (node:internal/x:1:2)')).toBeUndefined();
    expect(placeIn(undefined)).toBeUndefined();
  });
});
