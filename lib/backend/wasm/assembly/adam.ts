// One step of Adam for one variable.
import { loadPart, storePart } from './lanes';

/**
 * Writes the new moments and the new value over the old ones; each rounding is that of `AdamOptimizer` in TensorFlow.js.
 *
 * @param correction1 - 1 − beta1 to the power of the step
 */
export function adam(
  moment1: usize, moment2: usize, gradient: usize, value: usize, n: i32,
  beta1: f32, rest1: f32, correction1: f32, beta2: f32, rest2: f32, correction2: f32, rate: f32, epsilon: f32,
): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const slope = v128.load(gradient);
    const first = newMoment(v128.load(moment1), beta1, slope, rest1);
    const second = newMoment(v128.load(moment2), beta2, f32x4.mul(slope, slope), rest2);
    v128.store(moment1, first);
    v128.store(moment2, second);
    v128.store(value, f32x4.add(change(first, correction1, second, correction2, rate, epsilon), v128.load(value)));
    moment1 += 16;
    moment2 += 16;
    gradient += 16;
    value += 16;
  }
  const count = n - i;
  const slope = loadPart(gradient, count);
  const first = newMoment(loadPart(moment1, count), beta1, slope, rest1);
  const second = newMoment(loadPart(moment2, count), beta2, f32x4.mul(slope, slope), rest2);
  storePart(moment1, first, count);
  storePart(moment2, second, count);
  storePart(value, f32x4.add(change(first, correction1, second, correction2, rate, epsilon), loadPart(value, count)), count);
}

// @ts-ignore: decorator
@inline
function newMoment(moment: v128, beta: f32, term: v128, rest: f32): v128 {
  return f32x4.add(f32x4.mul(moment, f32x4.splat(beta)), f32x4.mul(term, f32x4.splat(rest)));
}

// @ts-ignore: decorator
@inline
function change(first: v128, correction1: f32, second: v128, correction2: f32, rate: f32, epsilon: f32): v128 {
  const root = f32x4.sqrt(f32x4.div(second, f32x4.splat(correction2)));
  const step = f32x4.div(f32x4.div(first, f32x4.splat(correction1)), f32x4.add(root, f32x4.splat(epsilon)));
  return f32x4.mul(step, f32x4.splat(-rate));
}
