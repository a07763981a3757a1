// One step of Adam for one variable.
import { loadPart, storePart } from './lanes';

/**
 * Writes the new moments and the new value; each rounding is that of `AdamOptimizer` in TensorFlow.js.
 *
 * @param correction1 - 1 − beta1 to the power of the step
 */
export function adam(
  moment1: usize, moment2: usize, gradient: usize, value: usize,
  newMoment1: usize, newMoment2: usize, newValue: usize, n: i32,
  beta1: f32, rest1: f32, correction1: f32, beta2: f32, rest2: f32, correction2: f32, rate: f32, epsilon: f32,
): void {
  for (let i = 0; i < n; i += 4) {
    const at = <usize>i << 2;
    const count = n - i;
    const slope = loadPart(gradient + at, count);
    const first = f32x4.add(
      f32x4.mul(loadPart(moment1 + at, count), f32x4.splat(beta1)),
      f32x4.mul(slope, f32x4.splat(rest1)),
    );
    const second = f32x4.add(
      f32x4.mul(loadPart(moment2 + at, count), f32x4.splat(beta2)),
      f32x4.mul(f32x4.mul(slope, slope), f32x4.splat(rest2)),
    );
    const root = f32x4.sqrt(f32x4.div(second, f32x4.splat(correction2)));
    const step = f32x4.div(f32x4.div(first, f32x4.splat(correction1)), f32x4.add(root, f32x4.splat(epsilon)));
    storePart(newMoment1 + at, first, count);
    storePart(newMoment2 + at, second, count);
    storePart(newValue + at, f32x4.add(f32x4.mul(step, f32x4.splat(-rate)), loadPart(value + at, count)), count);
  }
}
