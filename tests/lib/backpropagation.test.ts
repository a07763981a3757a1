/** Our way back through the tape: whose the gradients are, and when what is no longer needed goes. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';

beforeAll(() => startBackend({ prefer: 'cpu' }));

const numbers = (tensor: tf.Tensor | undefined) => [...(tensor as tf.Tensor).dataSync()];

/** x itself, whose gradient is `slope` of the gradient that arrives. */
const through = (slope: (dy: tf.Tensor) => tf.Tensor) => (x: tf.Tensor) =>
  tf.customGrad((y) => ({ value: (y as tf.Tensor).clone(), gradFunc: (dy) => slope(dy) }))(x);

test('gradients that are the same numbers are tensors of their own', () => {
  const [a, b] = [tf.tensor1d([1, 2]), tf.tensor1d([3, 4])];
  const dy = tf.tensor1d([5, 6]);
  const [forA, forB] = tf.grads((x, y) => (x as tf.Tensor).add(y as tf.Tensor))([a, b], dy);
  forA?.dispose();
  expect(numbers(forB)).toEqual([5, 6]);
  forB?.dispose();
  expect(numbers(dy)).toEqual([5, 6]);
});

test('one gradient that goes several ways is added up, whichever way comes first', () => {
  const f = (x: tf.Tensor) =>
    x
      .add(x)
      .add(x.mul(x.add(1)))
      .sub(x); // x² + 2x
  expect(numbers(tf.grad(f)(tf.tensor1d([1, 3])))).toEqual([4, 8]);
  const both = (x: tf.Tensor, y: tf.Tensor) =>
    x
      .add(y)
      .add(x)
      .add(y.mul(x.add(y))); // 2x + y + xy + y²
  const slopes = tf.grads(both as (...args: tf.Tensor[]) => tf.Tensor)([tf.scalar(2), tf.scalar(3)]);
  expect(slopes.map(numbers)).toEqual([[5], [9]]);
});

test('the gradient of an x through which the gradient of another goes stays', () => {
  const slope = tf.grad((x) => {
    const square = x.square();
    const [forX, forSquare] = tf.grads((a, b) => (a as tf.Tensor).mul(b as tf.Tensor))([x, square]);
    return (forX as tf.Tensor).add(forSquare as tf.Tensor); // 3x² + x: the first one goes through the square, too
  });
  expect(numbers(slope(tf.scalar(3)))).toEqual([19]);
});

test('third derivatives', () => {
  const third = tf.grad((x) => tf.grad((y) => tf.grad((z) => z.pow(4))(y))(x)); // 24 x
  expect(numbers(third(tf.tensor1d([1, 2])))[0]).toBeCloseTo(24, 3);
});

test('what a custom gradient keeps, or was given from outside, is not disposed', () => {
  const kept: tf.Tensor[] = [];
  const outside = tf.tensor1d([7, 8]);
  const f = (x: tf.Tensor) => {
    const keeping = through((dy) => {
      kept.push(tf.keep(dy.mul(2)));
      return kept[0] as tf.Tensor;
    });
    return keeping(x)
      .add(through(() => outside)(x))
      .add(through(() => outside)(x));
  };
  expect(numbers(tf.grad(f)(tf.tensor1d([1, 1])))).toEqual([16, 18]);
  expect(numbers(outside)).toEqual([7, 8]);
  expect(numbers(kept[0])).toEqual([2, 2]);
});

test('on the way back there are fewer and fewer tensors', () => {
  const seen: number[] = [];
  const count = through((dy) => {
    seen.push(tf.memory().numTensors);
    return dy.clone();
  });
  const x = tf.tensor1d([0.5]);
  const before = tf.memory().numTensors;
  const layers = (y: tf.Tensor): tf.Tensor => [1, 2, 3, 4].reduce((z) => count(z).square().add(z), y);
  const slope = tf.grad(layers)(x);
  expect(seen).toHaveLength(4);
  expect(seen).toEqual([...seen].sort((a, b) => b - a));
  expect(new Set(seen).size).toBe(4);
  slope.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test('for a sum the tape keeps shapes, not tensors', () => {
  const buffers: number[] = [];
  const f = (x: tf.Tensor) => {
    const y = x.square();
    const z = y.add(1).reshape([2, 1]).sum(0).expandDims(0).tile([1, 3]).sub(1).mean();
    buffers.push(tf.memory().numDataBuffers);
    y.dispose();
    buffers.push(tf.memory().numDataBuffers);
    return z;
  };
  const slope = tf.grad(f)(tf.tensor1d([1, 3]));
  expect(numbers(slope)).toEqual([2, 6]);
  expect((buffers[0] as number) - (buffers[1] as number)).toBe(1);
});

test('errors are those of TensorFlow.js', () => {
  const x = tf.tensor1d([1, 2]);
  expect(() => tf.grad(() => tf.scalar(1))(x)).toThrow('encloses all operations that lead from x to y');
  expect(() => tf.grad((y) => y.isNaN().any().toFloat())(x)).toThrow(
    'Cannot compute gradient: gradient function not found for Any.',
  );
  expect(() => tf.grad(through(() => tf.zeros([3])))(x)).toThrow("has shape '3', which does not match");
  expect(() => tf.grad(through(() => tf.zeros([2], 'int32')))(x)).toThrow(
    "must have 'float32' dtype, but has 'int32'",
  );
});
