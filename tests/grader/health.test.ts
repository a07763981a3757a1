/** The examination of a submission: asked of its process, judged here, laid at the door of one function. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { fullResult, gradeClass } from '../../grader/grade-class';
import { withKnownAnswers } from '../../grader/run/known-answers';
import { stages, stagesOf } from '../../lib/course';
import { examine } from '../../lib/health/examine';
import { here } from '../../lib/health/here';
import { root } from '../../lib/root';
import { temporaryFolder, writeFiles } from './support/folders';
import { isolation } from './support/isolation';
import { subjectsIn } from './support/subjects';

const subjects = subjectsIn(temporaryFolder());
const stage = '02-attention';
const names = ['attentionPattern', 'attention'] as const;
const head = "import * as tf from '@tensorflow/tfjs';\n";

const examined = async (text: string, name: (typeof names)[number] = 'attention') => {
  const subject = await subjects.start(head + text);
  return examine(subject.examined(stage, name), { x: tf.tensor1d([1, 2, 3]) });
};

describe('the process of a submission', () => {
  test('finds a gradient that is cut off there', async () => {
    const health = await examined(
      'export const attention = (x: tf.Tensor) => tf.tensor(x.dataSync()).mul(2);',
    );
    expect(health).toMatchObject({ cut: ['x'], changed: [], drift: 0, kept: 0 });
  });

  test('finds tensors that are kept there, by a function that returns a Promise', async () => {
    const health = await examined(
      'export async function attention(x: tf.Tensor) { tf.keep(x.clone()); return x.mul(2); }',
    );
    expect(health).toMatchObject({ cut: [], incomplete: [], kept: 1 });
  });

  test('tells what it threw, as for a call', async () => {
    await expect(examined("export const attention = () => { throw new RangeError('no'); };")).rejects.toThrow(
      /^threw RangeError: no \(exercises\/02-attention\.ts:2\)$/,
    );
  });

  test.each([
    ['what it left of its arguments', `text.replace('["x",{"$":"tensor"', '["x",{"$":"undefined"')`],
    ['the gradient of x', `text.replace(/("gradients".*?"shape":\\[3)/, '$1,1')`],
  ])('is not believed where it sends something else than %s', async (what, forgery) => {
    const forged = `
      const stringify = JSON.stringify;
      const forge = (text: string) => ${forgery};
      JSON.stringify = ((value: never, ...rest: never[]) => forge(stringify(value, ...rest))) as never;
      export const attention = (x: tf.Tensor) => x.mul(2);`;
    await expect(examined(forged)).rejects.toMatchObject({
      failure: 'forged',
      message: `sent something that cannot be read as ${what}`,
    });
  });
});

describe('a function that knows when it is examined', () => {
  const right = (x: tf.Tensor) => x.mul(2);
  const x = tf.tensor1d([1, 2, 3]);

  /** Computes with numbers, and answers what is nearly the first question as it answered that one. */
  const remembering = () => {
    let first: { readonly numbers: ArrayLike<number>; readonly answer: number[] } | undefined;
    return (input: tf.Tensor) => {
      const numbers = Array.from(input.dataSync());
      const near = first && numbers.every((value, at) => Math.abs(value - (first?.numbers[at] ?? 0)) < 0.1);
      first ??= { numbers, answer: numbers.map((value) => 2 * value) };
      return tf.tensor1d(near ? first.answer : numbers.map((value) => 2 * value));
    };
  };

  test('would hide a cut from steps of its own', async () => {
    expect((await examine(here(remembering()), { x })).cut).toEqual([]);
  });

  test('does not see the steps where its answers are right', async () => {
    const health = await examine(withKnownAnswers(here(remembering()), right), { x });
    expect(health.cut).toEqual(['x']);
  });

  test('is asked for the steps where its answers are wrong', async () => {
    const tripled = { ...here(() => x.mul(3)) };
    const other = withKnownAnswers(
      { ...tripled, watch: here((input: tf.Tensor) => input.mul(3)).watch },
      right,
    );
    await other.watch({ x });
    expect(((await other.call({ x: x.mul(0) })) as tf.Tensor).arraySync()).toEqual([3, 6, 9]);
  });

  test('gives away that it answers differently while a gradient is recorded', async () => {
    const twoFaced = (input: tf.Tensor) => input.mul(tf.engine().state.gradientDepth > 0 ? 2.1 : 2);
    expect((await examine(here(twoFaced), { x })).drift).toBeCloseTo(0.3);
  });

  test('gains nothing by an error while a gradient is recorded', async () => {
    const refusing = (input: tf.Tensor) => {
      if (tf.engine().state.gradientDepth > 0) throw new Error('not now');
      return tf.tensor1d(Array.from(input.dataSync(), (value) => 2 * value));
    };
    expect((await examine(here(refusing), { x })).gradientError).toBe('Error: not now');
  });
});

describe('a grading', () => {
  const results = temporaryFolder();

  /** The reference with some pieces of its text replaced. */
  async function graded(changes: Readonly<Record<string, readonly [string, string]>>) {
    const folder = await mkdtemp(join(results, 'one-'));
    for (const { stem } of stages) {
      const [right, put] = changes[stem] ?? ['', ''];
      const text = await readFile(join(root, `solutions/${stem}.ts`), 'utf8');
      if (!text.includes(right)) throw new Error(`solutions/${stem}.ts does not contain "${right}"`);
      writeFiles(folder, { [`exercises/${stem}.ts`]: text.replace(right, put) });
    }
    const stems = stagesOf('core').map(({ stem }) => stem);
    const options = {
      stems,
      seed: 1,
      results: join(folder, 'results'),
      backend: 'wasm',
      jobs: 1,
      milestones: [],
      isolation,
    } as const;
    const done = await gradeClass([{ name: 'one', source: 'one', path: folder, given: 'one' }], options);
    return done.rows
      .flatMap((row) => fullResult(row, options.results).stages)
      .flatMap(({ functions }) => functions);
  }

  test('blames the one function that cuts, and takes nothing for advice', async () => {
    const functions = await graded({
      '02-attention': [
        'return tf.softmax(scores, -1)',
        'return tf.softmax(tf.tensor(scores.dataSync(), scores.shape), -1)',
      ],
      '03-masking': ['return tf.where(', 'tf.keep(scores.clone());\n  return tf.where('],
      '05-attention-block': [
        'linear(params.expand, x).relu()',
        'linear(Object.assign(params.expand, { bias: params.expand.bias.clone() }), x).relu()',
      ],
    });
    const wrong = functions.filter(({ status }) => status !== 'passed');
    expect(wrong.map(({ name, status }) => [name, status])).toEqual([
      ['attentionPattern', 'failed'],
      ['feedForward', 'failed'],
      ['transformer', 'blocked'],
    ]);
    const told = (name: string) =>
      functions.find((each) => each.name === name)?.tests.filter(({ outcome }) => outcome !== 'passed');
    expect(told('attentionPattern')).toMatchObject([
      { kind: 'health', outcome: 'failed', message: 'no gradient reaches q and k' },
    ]);
    expect(told('feedForward')).toMatchObject([
      { kind: 'health', outcome: 'failed', message: 'the call replaces params.expand.bias' },
    ]);
    expect(told('applyMask')).toMatchObject([{ kind: 'advice', outcome: 'failed', weight: 0 }]);
  });
});
