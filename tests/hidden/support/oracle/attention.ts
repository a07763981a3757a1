import { dot, type Matrix, product, type Vector } from './matrix';

/** Weights of one query: e^score over the sum of e^score, both over the visible keys alone. */
function weights(scores: Vector, visible: Vector): Vector {
  const largest = Math.max(...scores.filter((_, key) => visible[key] === 1));
  const powers = scores.map((score, key) => (visible[key] === 1 ? Math.exp(score - largest) : 0));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

/**
 * softmax(q kᵀ / √dHead) over the visible keys.
 *
 * @param mask - [queries, keys], 1 and 0; every row shows at least one key
 * @returns [queries, keys]
 */
export function pattern(q: Matrix, k: Matrix, mask?: Matrix): Matrix {
  return q.map((query, row) => {
    const scores = k.map((key) => dot(query, key) / Math.sqrt(query.length));
    return weights(scores, mask ? (mask[row] ?? []) : scores.map(() => 1));
  });
}

/** The mean of the values, weighted by the pattern: [queries, dValue]. */
export function attention(q: Matrix, k: Matrix, v: Matrix, mask?: Matrix): Matrix {
  return product(pattern(q, k, mask), v);
}
