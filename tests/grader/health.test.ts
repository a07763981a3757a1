/** The examination of a submission: done in its process, told to its student, laid at the door of one function. */
import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { fullResult, gradeClass } from '../../grader/grade-class';
import { stages } from '../../lib/course';
import { root } from '../../lib/root';
import { temporaryFolder, writeFiles } from './support/folders';
import { subjectsIn } from './support/subjects';

const subjects = subjectsIn(temporaryFolder());
const stage = '02-attention';
const names = ['attentionPattern', 'attention'] as const;
const head = "import * as tf from '@tensorflow/tfjs';\n";

const examine = async (text: string, name: (typeof names)[number] = 'attention') => {
  const subject = await subjects.start(head + text);
  return subject.examine(stage, name, { x: tf.tensor1d([1, 2, 3]) });
};

describe('the process of a submission', () => {
  test('finds a gradient that is cut off there', async () => {
    const health = await examine(
      'export const attention = (x: tf.Tensor) => tf.tensor(x.dataSync()).mul(2);',
    );
    expect(health).toMatchObject({ cut: ['x'], changed: [], drift: 0, kept: 0 });
  });

  test('finds tensors that are kept there, by a function that returns a Promise', async () => {
    const health = await examine(
      'export async function attention(x: tf.Tensor) { tf.keep(x.clone()); return x.mul(2); }',
    );
    expect(health).toMatchObject({ cut: [], incomplete: [], kept: 1 });
  });

  test('tells what it threw, as for a call', async () => {
    await expect(examine("export const attention = () => { throw new RangeError('no'); };")).rejects.toThrow(
      /^threw RangeError: no \(exercises\/02-attention\.ts:2\)$/,
    );
  });

  test('is not believed when its findings make no sense', async () => {
    const forged = `
      import { writeSync } from 'node:fs';
      const stringify = JSON.stringify;
      JSON.stringify = ((value: never, ...rest: never[]) =>
        stringify(value, ...rest)?.replace('"kept",0', '"kept","none"')) as never;
      export const attention = (x: tf.Tensor) => x.mul(2);`;
    await expect(examine(forged)).rejects.toMatchObject({
      failure: 'forged',
      message: 'sent findings about itself that cannot be read',
    });
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
    const stems = stages.map(({ stem }) => stem);
    const options = {
      stems,
      seed: 1,
      results: join(folder, 'results'),
      backend: 'wasm',
      jobs: 1,
      milestone: false,
      isolation: 'bubblewrap',
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
