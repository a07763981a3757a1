/** The engine's shortened methods do what those of TensorFlow.js do, which are still on its prototype. */
import * as tf from '@tensorflow/tfjs';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';

/** What is replaced. */
const names = ['runKernel', 'endScope'] as const;

const engine = () => tf.engine() as unknown as Record<(typeof names)[number], unknown>;
let short: Partial<typeof engine> & Record<string, unknown>;

beforeAll(async () => {
  await startBackend({ prefer: 'cpu' });
  short = Object.fromEntries(names.map((name) => [name, engine()[name]]));
});
afterEach(() => Object.assign(engine(), short));

/** The same work with the short methods and with those that TensorFlow.js has. */
function both<Result>(work: () => Result): [Result, Result] {
  const ours = work();
  for (const name of names) Reflect.deleteProperty(engine(), name);
  const theirs = work();
  Object.assign(engine(), short);
  return [ours, theirs];
}

/** What work leaves behind. */
function left(work: () => void) {
  const before = tf.memory();
  work();
  const after = tf.memory();
  return {
    tensors: after.numTensors - before.numTensors,
    buffers: after.numDataBuffers - before.numDataBuffers,
    bytes: after.numBytes - before.numBytes,
  };
}

test('the methods are replaced', () => {
  const prototype = Object.getPrototypeOf(engine());
  for (const name of names) expect(engine()[name]).not.toBe(prototype[name]);
});

test('a scope gives back what was made in it, but for its result and what is kept', () => {
  const outer = tf.tensor1d([1, 2, 3]);
  const cases: [string, () => tf.TensorContainer, number][] = [
    ['a tensor', () => outer.add(1).mul(2), 1],
    ['a tensor from outside', () => outer, 0],
    ['a clone', () => outer.clone(), 1],
    ['a kept one', () => tf.keep(outer.add(1)), 1],
    ['one kept, another returned', () => [tf.keep(outer.add(1)), outer.mul(2)][1] as tf.Tensor, 2],
    ['a list', () => tf.split(outer, 3), 3],
    ['scopes in scopes', () => tf.tidy(() => tf.tidy(() => outer.add(1)).mul(2)), 1],
  ];
  for (const [what, work, tensors] of cases) {
    const [ours, theirs] = both(() => left(() => tf.tidy(work)));
    expect(ours, what).toEqual(theirs);
    expect(ours.tensors, what).toBe(tensors);
  }
  expect(outer.isDisposed).toBe(false);
});

test('a result is given back by the scope around it', () => {
  const [ours, theirs] = both(() => left(() => void tf.tidy(() => void tf.tidy(() => tf.ones([3]).add(1)))));
  expect(ours).toEqual({ tensors: 0, buffers: 0, bytes: 0 });
  expect(theirs).toEqual(ours);
});

test('an error inside a kernel or a scope leaves both as they were', () => {
  const fails = () => {
    expect(() => tf.tidy(() => tf.ones([2, 3]).matMul(tf.ones([2, 3])))).toThrow('inner shapes');
    expect(() =>
      tf.tidy(() => tf.engine().runKernel('Reshape', { x: tf.ones([2]) }, { shape: [5] })),
    ).toThrow();
  };
  const [ours, theirs] = both(() => left(fails));
  expect(ours).toEqual({ tensors: 0, buffers: 0, bytes: 0 });
  expect(theirs).toEqual(ours);
  // Were the engine still "in a kernel", nothing would be recorded.
  expect(
    tf
      .grad((x) => x.square())(tf.scalar(3))
      .dataSync(),
  ).toEqual(Float32Array.of(6));
});

test('gradients, of gradients too, are the same numbers', () => {
  const slope = () => {
    const f = (x: tf.Tensor) => x.softmax().mul(x.square()).sum();
    const first = tf.grad(f)(tf.tensor1d([0.1, 0.2, 0.7]));
    const second = tf.grad((x) => tf.grad(f)(x).sum())(tf.tensor1d([0.1, 0.2, 0.7]));
    return [...first.dataSync(), ...second.dataSync()];
  };
  const [ours, theirs] = both(slope);
  expect(ours).toEqual(theirs);
});

test('a profile still sees every kernel', async () => {
  const { kernels } = await tf.profile(() => tf.ones([2]).add(1).square());
  expect(kernels.map(({ name }) => name)).toEqual(expect.arrayContaining(['Add', 'Square']));
});
