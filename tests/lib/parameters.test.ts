/** Given code that students build on: linear maps, parameters, TODOs. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { linear } from '../../lib/linear';
import { initTransformer, listTensors, mapTensors, parameterCount } from '../../lib/parameters';
import { isTodo, TodoError, todo } from '../../lib/todo';

beforeAll(() => tf.setBackend('cpu'));

const config = { vocab: 5, seq: 7, dModel: 6, heads: 3, dFf: 11, layers: 2 };

describe('linear', () => {
  const params = { weight: tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]), bias: tf.tensor1d([10, 20, 30]) };

  test('is x · weight + bias', () => {
    // [1, 1] · [[1, 2, 3], [4, 5, 6]] = [5, 7, 9]
    expect([...linear(params, tf.tensor1d([1, 1])).dataSync()]).toEqual([15, 27, 39]);
  });

  test.each([[[2]], [[4, 2]], [[5, 4, 2]], [[2, 5, 4, 2]]])('keeps the leading axes of %j', (shape) => {
    expect(linear(params, tf.ones(shape)).shape).toEqual([...shape.slice(0, -1), 3]);
  });

  test('refuses another width', () => {
    const message = 'Expected the last axis of x to be 2 (weight [2, 3]), got [4,3]';
    expect(() => linear(params, tf.ones([4, 3]))).toThrow(new RangeError(message));
  });
});

describe('parameterCount', () => {
  test('counts what initTransformer draws', () => {
    const drawn = listTensors(initTransformer(config, 1)).map(({ tensor }) => tensor.size);
    expect(parameterCount(config)).toBe(drawn.reduce((sum, size) => sum + size));
  });
});

describe('initTransformer', () => {
  const shapes = Object.fromEntries(
    listTensors(initTransformer(config, 1)).map(({ path, tensor }) => [path, tensor.shape]),
  );

  test('makes every tensor with its shape', () => {
    expect(shapes).toMatchObject({
      embedding: [5, 6],
      'blocks.0.norm1.gain': [6],
      'blocks.1.attention.query.weight': [6, 6],
      'blocks.1.feedForward.expand.weight': [6, 11],
      'blocks.1.feedForward.contract.bias': [6],
      'norm.bias': [6],
      'output.weight': [6, 5],
    });
    // Embedding, final norm 2, output 2; in each block norms 4, attention 8, MLP 4.
    expect(Object.keys(shapes)).toHaveLength(5 + 2 * 16);
  });

  test('depends on the seed alone, and draws no matrix twice', () => {
    const numbers = (seed: number) =>
      listTensors(initTransformer(config, seed)).map(({ tensor }) => [...tensor.dataSync()].join());
    expect(numbers(1)).toEqual(numbers(1));
    expect(numbers(1)[0]).not.toEqual(numbers(2)[0]);
    const matrices = numbers(1).filter((text) => text.includes('.'));
    expect(new Set(matrices).size).toBe(matrices.length);
  });

  test('refuses heads that do not divide dModel', () => {
    const message = 'Expected dModel to be divisible by heads, got 6 and 4';
    expect(() => initTransformer({ ...config, heads: 4 }, 1)).toThrow(new RangeError(message));
  });
});

describe('mapTensors', () => {
  test('changes each tensor, tells its path, and keeps everything else', () => {
    const tree = { a: tf.scalar(1), list: [tf.scalar(2), { b: tf.scalar(3) }], size: 7, none: null };
    const paths: string[] = [];
    const doubled = mapTensors(tree, (tensor, path) => {
      paths.push(path);
      return tensor.mul(2);
    });
    expect(paths).toEqual(['a', 'list.0', 'list.1.b']);
    expect(listTensors(doubled).map(({ tensor }) => tensor.dataSync()[0])).toEqual([2, 4, 6]);
    expect(doubled).toMatchObject({ size: 7, none: null });
  });
});

describe('todo', () => {
  const unwritten = () => todo('attention');

  test('throws an error that names the function', () => {
    expect(unwritten).toThrow(new TodoError('attention'));
    expect(unwritten).toThrow('attention is not written yet');
  });

  test('points at the caller first', () => {
    try {
      unwritten();
    } catch (error) {
      expect((error as Error).stack?.split('\n')[1]).toContain('parameters.test.ts');
    }
    expect.assertions(1);
  });

  test('is recognised after it was sent elsewhere, and nothing else is', () => {
    expect(isTodo({ ...new TodoError('attention') })).toBe(true);
    for (const other of [new Error('attention'), null, undefined, 'TodoError', { name: 'TodoError' }]) {
      expect(isTodo(other)).toBe(false);
    }
  });
});
