import type { Vector } from './matrix';

interface Constants {
  readonly learningRate: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

/** One number after a step of Adam for each gradient, from sums over all gradients: no state, in float64. */
export function adam(
  start: number,
  gradients: Vector,
  { learningRate, beta1, beta2, epsilon }: Constants,
): number {
  const weighted = (beta: number, upTo: number, power: number) =>
    gradients
      .slice(0, upTo)
      .reduce(
        (sum, gradient, index) => sum + (1 - beta) * beta ** (upTo - 1 - index) * gradient ** power,
        0,
      ) /
    (1 - beta ** upTo);
  return gradients.reduce((value, _, index) => {
    const step = index + 1;
    return (
      value - (learningRate * weighted(beta1, step, 1)) / (Math.sqrt(weighted(beta2, step, 2)) + epsilon)
    );
  }, start);
}
