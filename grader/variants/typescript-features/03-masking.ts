// An enum, a namespace, overloads, generics, satisfies and a class with private fields.
import * as tf from '@tensorflow/tfjs';

const enum Sight {
  Hidden,
  Open,
}
namespace Scores {
  export const blocked = -1e9 satisfies number;
  export function of<T extends tf.Tensor>(q: T, k: T): tf.Tensor {
    return tf.matMul(q, k, false, true).div(Math.sqrt(q.shape.at(-1)!));
  }
}
class Triangle {
  #size: number;
  constructor(size: number) {
    this.#size = size;
  }
  get rows(): Sight[][] {
    return Array.from({ length: this.#size }, (_, i) =>
      Array.from({ length: this.#size }, (_, j) => (j > i ? Sight.Hidden : Sight.Open)),
    );
  }
}
export function causalMask(seq: number): tf.Tensor2D;
export function causalMask(seq: number, name?: string): tf.Tensor2D {
  return tf.tensor2d(new Triangle(seq).rows);
}
export function applyMask<T extends tf.Tensor>(scores: T, mask: tf.Tensor): T {
  return tf.where(mask.cast('bool'), scores, Scores.blocked) as T;
}
export function maskedAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor, mask: tf.Tensor): tf.Tensor {
  return tf.matMul(tf.softmax(applyMask(Scores.of(q, k), mask)), v);
}
