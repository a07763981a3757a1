import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../../lib/backend';
import { startCpu } from '../../../lib/backend/cpu';
import { startNative } from '../../../lib/backend/native';
import { startWasm } from '../../../lib/backend/wasm/start';
import { draw, type Plain } from './backend-plain';

/** One operation, in TensorFlow.js and in plain TypeScript. */
export interface Row {
  readonly operation: string;
  /** The shapes of its float32 inputs. */
  readonly inputs: readonly (readonly number[])[];
  readonly tensors: (...x: tf.Tensor[]) => tf.Tensor;
  readonly plain: (...x: Plain[]) => Plain;
}

/** Makes a row. */
export function row(
  operation: string,
  inputs: Row['inputs'],
  tensors: (...x: tf.Tensor[]) => tf.Tensor,
  plain: (...x: Plain[]) => Plain,
): Row {
  return { operation, inputs, tensors, plain };
}

/** The inputs of a row, its value, and the slope of Σ weight · value: the same for every backend. */
export interface Expectation {
  readonly inputs: readonly Plain[];
  readonly value: Plain;
  readonly weights: Plain;
  readonly slopes: readonly Plain[];
}

const expectations = new Map<Row, Expectation>();

/** Works out, once, what a row should give for seeded inputs. */
export function expectationOf(row: Row): Expectation {
  const earlier = expectations.get(row);
  if (earlier) return earlier;
  const inputs = row.inputs.map((shape, index) => draw(shape, index + 1));
  const value = row.plain(...inputs);
  const weights = draw(value.shape, 99);
  const found = { inputs, value, weights, slopes: finiteDifferences(row, inputs, weights) };
  expectations.set(row, found);
  return found;
}

/** Token ids and other whole numbers. */
export function ids(values: number[], shape: number[] = [values.length]): tf.Tensor1D {
  return tf.tensor(values, shape as [number], 'int32');
}

export function toTensor({ shape, values }: Plain): tf.Tensor {
  return tf.tensor([...values], [...shape]);
}

/** Two numbers are close when they differ by less than this, times 1 + their size. */
const tolerance = 2e-4;

/** What differs from the expected numbers, in words, or an empty list. */
export function differences(received: tf.Tensor | undefined, expected: Plain): string[] {
  if (!received) return ['nothing was returned'];
  const numbers = received.dataSync();
  if (received.shape.join() !== expected.shape.join()) {
    return [`expected shape [${expected.shape}], received [${received.shape}]`];
  }
  return expected.values.flatMap((value, index) => {
    const got = Number(numbers[index]);
    const close = Math.abs(got - value) <= tolerance * (1 + Math.abs(value));
    return close ? [] : [`number ${index}: expected ${value}, received ${got}`];
  });
}

/** The slope of Σ weight · result in every number of every input, by central differences in double precision. */
function finiteDifferences({ plain }: Row, inputs: readonly Plain[], weights: Plain): Plain[] {
  const step = 1e-5;
  const loss = (which: number, place: number, move: number) => {
    const moved = inputs.map((input, index) => ({
      ...input,
      values: input.values.map((value, at) => (index === which && at === place ? value + move : value)),
    }));
    return plain(...moved).values.reduce((sum, value, at) => sum + value * (weights.values[at] as number), 0);
  };
  return inputs.map((input, which) => ({
    shape: input.shape,
    values: input.values.map(
      (_, place) => (loss(which, place, step) - loss(which, place, -step)) / (2 * step),
    ),
  }));
}

/**
 * Makes all backends of this machine ready in this process.
 *
 * @returns the names by which TensorFlow.js knows them; native is among them where it is installed
 */
export async function startAllBackends(): Promise<string[]> {
  await startBackend({ prefer: 'cpu' });
  const native = await startNative().then(
    () => ['tensorflow'],
    () => [],
  );
  await startWasm();
  await startCpu();
  return ['wasm', 'cpu', ...native];
}
