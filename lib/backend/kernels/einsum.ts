import * as tf from '@tensorflow/tfjs';
import { setKernel } from '../registry';

/** A tensor whose axes have letters, one each. */
interface Lettered {
  readonly x: tf.Tensor;
  readonly axes: string;
}

/**
 * Registers `einsum` as one matrix product. The wasm backend has none, and that of cpu multiplies everything with
 * everything before it sums: `bsd,df->bsf` would hold batch · seq · dModel · dFf numbers at once.
 */
export function registerEinsum(backendName: string): void {
  setKernel({
    kernelName: tf.Einsum,
    backendName,
    kernelFunc: ({ inputs, attrs }) =>
      tf.tidy(() => einsum(String(attrs?.equation), Object.values(inputs) as tf.Tensor[])),
  });
}

function einsum(equation: string, tensors: readonly tf.Tensor[]): tf.Tensor {
  const { terms, out } = parseEinsum(equation, tensors);
  const [a, b] = tensors.map((x, index) => ({ x, axes: terms[index] ?? '' }));
  if (!a) throw new Error('einsum needs a tensor');
  if (!b) return arrange(sumLone(a, out), out);
  return arrange(contract(sumLone(a, b.axes + out), sumLone(b, a.axes + out), out), out);
}

/**
 * Splits `bsd,df->bsf` into the axes of each tensor and of the result.
 *
 * @throws {Error} when the equation is malformed, has over two terms, or does not fit the shapes
 */
export function parseEinsum(
  equation: string,
  tensors: readonly tf.Tensor[],
): { terms: readonly string[]; out: string } {
  const { allDims, idDims } = tf.backend_util.decodeEinsumEquation(equation, tensors.length);
  tf.backend_util.checkEinsumDimSizes(allDims.length, idDims, [...tensors]);
  const [left = '', out = ''] = equation.replaceAll(/\s/g, '').split('->');
  return { terms: left.split(','), out };
}

/** Sums over the axes that occur nowhere else. */
function sumLone({ x, axes }: Lettered, elsewhere: string): Lettered {
  const lone = letters(axes, (letter) => !elsewhere.includes(letter));
  if (lone === '') return { x, axes };
  const places = [...lone].map((letter) => axes.indexOf(letter));
  return { x: x.sum(places), axes: letters(axes, (letter) => !lone.includes(letter)) };
}

/** Multiplies two tensors and sums over the axes that both have and the result does not. */
function contract(a: Lettered, b: Lettered, out: string): Lettered {
  const both = letters(a.axes, (letter) => b.axes.includes(letter));
  const batch = letters(both, (letter) => out.includes(letter));
  const summed = letters(both, (letter) => !out.includes(letter));
  const rows = letters(a.axes, (letter) => !both.includes(letter));
  const columns = letters(b.axes, (letter) => !both.includes(letter));
  const left = arrange(a, batch + rows + summed).reshape([size(a, batch), size(a, rows), size(a, summed)]);
  const right = arrange(b, batch + summed + columns).reshape([
    size(b, batch),
    size(b, summed),
    size(b, columns),
  ]);
  const shape = [...lengths(a, batch + rows), ...lengths(b, columns)];
  return { x: tf.matMul(left, right).reshape(shape), axes: batch + rows + columns };
}

function arrange({ x, axes }: Lettered, order: string): tf.Tensor {
  return x.transpose([...order].map((letter) => axes.indexOf(letter)));
}

function lengths({ x, axes }: Lettered, wanted: string): number[] {
  return [...wanted].map((letter) => x.shape[axes.indexOf(letter)] as number);
}

function size(lettered: Lettered, wanted: string): number {
  return tf.util.sizeFromShape(lengths(lettered, wanted));
}

function letters(axes: string, keep: (letter: string) => boolean): string {
  return [...axes].filter(keep).join('');
}
