import * as tf from '@tensorflow/tfjs';

/** [[1, 2], [3, 4]] · [[5, 6], [7, 8]], by hand, */
const product = [19, 22, 43, 50];
/** and the gradient of its sum for the left one: each row holds the sums of the rows of the right one. */
const slope = [11, 15, 11, 15];

/**
 * A first calculation on the backend in use: some start and cannot compute.
 *
 * @returns what is wrong, as a sentence that goes on after the backend's name; undefined when nothing is
 */
export function proofProblem(): string | undefined {
  return tf.tidy(() => {
    const [a, b] = [tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2])];
    const found = [...tf.matMul(a, b).dataSync()];
    if (`${found}` !== `${product}`) return `gives a wrong matrix product: ${found} instead of ${product}`;
    const gradient = [
      ...tf
        .grad((x) => tf.matMul(x as tf.Tensor2D, b).sum())(a)
        .dataSync(),
    ];
    if (`${gradient}` === `${slope}`) return undefined;
    return `gives a wrong gradient of a matrix product: ${gradient} instead of ${slope}`;
  });
}
