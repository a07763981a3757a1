import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../grader/limits';
import { decode, encode, Foreign } from '../../grader/subject/codec';
import { startBackend } from '../../lib/backend';
import { described } from '../../lib/results';

beforeAll(() => startBackend({ prefer: 'cpu' }));

/** A value as it arrives on the other side. */
const cross = (value: unknown) => decode(encode(value));

/** What the other side is told of a value that cannot travel. */
const wordsFor = (value: unknown) => (cross(value) as Foreign)[described];

/** A message that says it holds a tensor of this kind. */
const tensorMessage = (of: unknown, blocks: Uint8Array[] = []) => ({
  text: JSON.stringify({ $: 'tensor', of }),
  blocks,
});

describe('a tensor', () => {
  test.each([
    ['float32', [2, 3], [1.5, -2.25, 0, 1e-30, 3e38, -0]],
    ['int32', [3, 1, 2], [1, -2, 2 ** 31 - 1, -(2 ** 31), 0, 7]],
    ['bool', [4], [1, 0, 0, 1]],
    ['float32', [], [0.5]],
    ['int32', [], [-3]],
    ['float32', [0, 3], []],
    ['int32', [2, 0, 5], []],
  ] as const)('of dtype %s and shape %j keeps dtype, shape and numbers', (dtype, shape, numbers) => {
    const back = cross(tf.tensor([...numbers], [...shape], dtype)) as tf.Tensor;
    expect(back).toBeInstanceOf(tf.Tensor);
    expect([back.dtype, back.shape]).toEqual([dtype, shape]);
    const sent = dtype === 'float32' ? [...Float32Array.from(numbers)] : [...numbers];
    expect([...back.dataSync()]).toEqual(sent);
  });

  test('of bool that was cast travels as what it was cast to', () => {
    // TensorFlow.js keeps such numbers as bytes on the cpu backend, whatever the dtype says.
    const flags = tf.tensor1d([1, 2, 3]).greater(2);
    expect((cross(flags.cast('float32')) as tf.Tensor).dataSync()).toEqual(new Float32Array([0, 0, 1]));
    expect((cross(flags.cast('int32')) as tf.Tensor).dataSync()).toEqual(new Int32Array([0, 0, 1]));
  });

  test('keeps NaN and the infinities', () => {
    const back = cross(tf.tensor1d([Number.NaN, Infinity, -Infinity])) as tf.Tensor;
    expect([...back.dataSync()]).toEqual([Number.NaN, Infinity, -Infinity]);
  });

  test('survives a change of the one that was sent', () => {
    const sent = tf.tensor1d([1, 2]);
    const message = encode(sent);
    sent.dispose();
    expect([...(decode(message) as tf.Tensor).dataSync()]).toEqual([1, 2]);
  });

  test('is read from bytes that lie anywhere in a larger buffer', () => {
    const buffer = new Uint8Array(9);
    buffer.set(new Uint8Array(Float32Array.of(1.5, -2).buffer), 1);
    const message = tensorMessage({ shape: [2], dtype: 'float32', block: 0 }, [buffer.subarray(1)]);
    expect([...(decode(message) as tf.Tensor).dataSync()]).toEqual([1.5, -2]);
  });
});

describe('plain data', () => {
  test.each([
    ['numbers', [0, -0, 1.5, -7, Number.MAX_VALUE, Number.NaN, Infinity, -Infinity]],
    ['words', ['', 'é 🙂', '\u0000', true, false, null, undefined]],
    ['nested records', { a: { b: [{ c: 1 }, [], {}] }, 'a key with "quotes"': undefined }],
    ['records that look like those of the channel', { $: 'tensor', of: { shape: [1e9], dtype: 'float32' } }],
  ])('crosses unchanged: %s', (_, value) => {
    expect(cross(value)).toEqual(value);
    expect(Object.is(cross(-0), -0)).toBe(true);
  });

  test('keeps tensors in their places', () => {
    const params = { blocks: [{ gain: tf.ones([2]) }, { gain: tf.zeros([3]) }], scale: 2 };
    const back = cross(params) as typeof params;
    expect(back.blocks.map(({ gain }) => [...gain.dataSync()])).toEqual([
      [1, 1],
      [0, 0, 0],
    ]);
    expect(back.scale).toBe(2);
  });

  test('cannot reach a prototype', () => {
    const back = cross(JSON.parse('{"__proto__": {"polluted": true}}')) as object;
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
    expect(Object.hasOwn(back, '__proto__')).toBe(true);
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('anything else', () => {
  class Matrix {
    rows = 2;
  }

  test.each([
    ['a function', () => 1, 'a function'],
    ['an instance of a class', new Matrix(), 'an object of class Matrix'],
    ['a Map', new Map(), 'an object of class Map'],
    ['a typed array', new Float32Array(2), 'an object of class Float32Array'],
    ['a symbol', Symbol('s'), 'a symbol'],
    ['a bigint', 1n, 'a bigint'],
  ])('arrives as a description: %s', (_, value, words) => {
    expect(cross(value)).toBeInstanceOf(Foreign);
    expect(wordsFor(value)).toBe(words);
  });

  test('arrives as a description: tensors without numbers', () => {
    const gone = tf.zeros([2]);
    gone.dispose();
    expect(wordsFor(gone)).toBe('a tensor that has been disposed');
    expect(wordsFor(tf.tensor1d(['word']))).toBe('a tensor of dtype string');
  });

  test('arrives as a description where a value is nested too deeply, or holds itself', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    let inner = cross(circle);
    for (let depth = 0; depth <= limits.depth; depth++) inner = (inner as { self: unknown }).self;
    expect((inner as Foreign)[described]).toBe('a value nested too deeply');
  });
});

describe('a message that was made up', () => {
  const twoNumbers = new Uint8Array(8);

  test.each([
    ['more numbers than bytes', { shape: [3], dtype: 'float32', block: 0 }],
    ['fewer numbers than bytes', { shape: [1], dtype: 'float32', block: 0 }],
    ['the size of another dtype', { shape: [2], dtype: 'bool', block: 0 }],
    ['a block that is not there', { shape: [2], dtype: 'float32', block: 1 }],
    ['a size that overflows', { shape: [2 ** 53 - 1, 2 ** 53 - 1], dtype: 'float32', block: 0 }],
    ['a negative size', { shape: [-1, -2], dtype: 'float32', block: 0 }],
    ['a broken size', { shape: [0.5, 4], dtype: 'float32', block: 0 }],
    ['no shape', { dtype: 'float32', block: 0 }],
    ['a dtype that is none', { shape: [2], dtype: 'float64', block: 0 }],
    ['a dtype off the prototype', { shape: [2], dtype: 'toString', block: 0 }],
    ['nothing', null],
  ])('is refused for a tensor with %s', (_, of) => {
    expect(() => decode(tensorMessage(of, [twoNumbers]))).toThrow(TypeError);
  });

  test('is refused when two tensors share one block', () => {
    const one = { $: 'tensor', of: { shape: [2], dtype: 'float32', block: 0 } };
    expect(() => decode({ text: JSON.stringify([one, one]), blocks: [twoNumbers] })).toThrow(
      'a tensor of shape [2] with no bytes',
    );
  });

  test.each([
    ['an unknown kind', '{"$":"function","of":"x"}'],
    ['an object without a kind', '{"a":1}'],
    ['a record that is no list', '{"$":"record","of":{"a":1}}'],
    ['too much depth', '['.repeat(20) + ']'.repeat(20)],
  ])('is refused for %s', (_, text) => {
    expect(() => decode({ text, blocks: [] })).toThrow(TypeError);
  });

  test('is refused for a text that is no JSON', () => {
    expect(() => decode({ text: '{', blocks: [] })).toThrow(SyntaxError);
  });
});
