/** A loss with its gradients, and parameters by path. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import { lossAndGradients, noGradient } from '../../lib/gradients';
import { initAdam } from '../../lib/optimisation';
import { byPath, initBigram, initClassifier, initTransformer, withTensors } from '../../lib/parameters';
import { batchOf } from '../../lib/text';

beforeAll(() => startBackend({ prefer: 'cpu' }));

const params = () => ({ a: tf.tensor1d([1, 2]), deep: [{ b: tf.scalar(3) }], unused: tf.scalar(5) });
type Params = ReturnType<typeof params>;
/** a₀² + a₁² + 4b: its gradients are 2a and 4. */
const squares = ({ a, deep }: Params): tf.Scalar =>
  a
    .square()
    .sum<tf.Scalar>()
    .add(deep[0]?.b.mul(4) ?? 0);

describe('lossAndGradients', () => {
  test('gives the loss and a gradient for each path', async () => {
    const { loss, gradients } = await lossAndGradients(params(), squares);
    expect(loss).toBe(17);
    expect(Object.keys(gradients)).toEqual(['a', 'deep.0.b', 'unused']);
    const numbers = Object.values(gradients).map((gradient) => gradient.arraySync());
    expect(numbers).toEqual([[2, 4], 4, 0]);
  });

  test('waits for a loss that is a promise', async () => {
    const { loss, gradients } = await lossAndGradients(params(), async (all) => {
      await Promise.resolve();
      return squares(all);
    });
    expect(loss).toBe(17);
    expect(gradients.a?.arraySync()).toEqual([2, 4]);
  });

  test('leaves nothing in memory but the gradients', async () => {
    const given = params();
    const before = tf.memory().numTensors;
    const { gradients } = await lossAndGradients(given, squares);
    expect(tf.memory().numTensors).toBe(before + 3);
    tf.dispose(Object.values(gradients));
    await expect(lossAndGradients(given, () => tf.scalar(1).add(2) as tf.Scalar)).rejects.toThrow(noGradient);
    await expect(lossAndGradients(given, ({ a }) => a as unknown as tf.Scalar)).rejects.toThrow(
      'Expected the loss to be a scalar, got a tensor of shape [2]',
    );
    expect(tf.memory().numTensors).toBe(before);
    expect((await lossAndGradients(given, squares)).loss).toBe(17);
  });
});

describe('parameters', () => {
  const config = { vocab: 5, seq: 3, dModel: 4, heads: 2, dFf: 6, layers: 1 };

  test('go by path and back', () => {
    const tree = initTransformer(config, 1);
    const paths = byPath(tree);
    expect(paths['blocks.0.norm1.gain']).toBe(tree.blocks[0]?.norm1.gain);
    const other = withTensors(tree, { ...paths, embedding: tf.zeros([5, 4]) });
    expect(other.embedding.dataSync().every((value) => value === 0)).toBe(true);
    expect(other.output.weight).toBe(tree.output.weight);
    expect(() => withTensors(tree, { embedding: tree.embedding })).toThrow(
      'Expected a tensor for blocks.0.norm1.gain, got embedding',
    );
  });

  test('of a classifier are those of a transformer with another output', () => {
    const [classifier, transformer] = [initClassifier(config, 3, 7), initTransformer(config, 7)];
    expect(classifier.output.weight.shape).toEqual([4, 3]);
    expect(classifier.output.bias.shape).toEqual([3]);
    expect(classifier.embedding.arraySync()).toEqual(transformer.embedding.arraySync());
    const again = initClassifier(config, 3, 7).output.weight;
    expect(classifier.output.weight.arraySync()).toEqual(again.arraySync());
  });

  test('of a bigram model are zeros, as what Adam begins with', () => {
    const bigram = initBigram(3);
    expect(bigram.table.arraySync()).toEqual(Array(3).fill([0, 0, 0]));
    const { step, mean, square } = initAdam(byPath(bigram));
    expect(step).toBe(0);
    expect([mean.table?.arraySync(), square.table?.arraySync()]).toEqual(
      Array(2).fill(Array(3).fill([0, 0, 0])),
    );
  });
});

test('batchOf makes int32 tensors of examples', () => {
  const { inputs, targets } = batchOf({
    inputs: [
      [1, 2, 3],
      [4, 5, 6],
    ],
    targets: [
      [2, 3, 4],
      [5, 6, 7],
    ],
  });
  expect([inputs.dtype, targets.dtype]).toEqual(['int32', 'int32']);
  expect([inputs.arraySync(), targets.arraySync()]).toEqual([
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    [
      [2, 3, 4],
      [5, 6, 7],
    ],
  ]);
});
