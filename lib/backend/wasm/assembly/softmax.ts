// Softmax along rows, and its gradient.
import { loadPart, multiplyAdd, storePart, sumOfLanes } from './lanes';

/** e to the power of x ≤ 0, within two units in the last place. Below −87 it is 0: denormal weights are slow. */
// @ts-ignore: decorator
@inline
function exponential(x: v128): v128 {
  const power = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts: the product with the first one is exact.
  let rest = f32x4.sub(x, f32x4.mul(power, f32x4.splat(0.693359375)));
  rest = f32x4.sub(rest, f32x4.mul(power, f32x4.splat(-2.12194440e-4)));
  let sum = f32x4.splat(1.9875691500e-4);
  sum = multiplyAdd(sum, rest, f32x4.splat(1.3981999507e-3));
  sum = multiplyAdd(sum, rest, f32x4.splat(8.3334519073e-3));
  sum = multiplyAdd(sum, rest, f32x4.splat(4.1665795894e-2));
  sum = multiplyAdd(sum, rest, f32x4.splat(1.6666665459e-1));
  sum = multiplyAdd(sum, rest, f32x4.splat(5.0000001201e-1));
  sum = f32x4.add(multiplyAdd(sum, f32x4.mul(rest, rest), rest), f32x4.splat(1));
  const exponent = i32x4.add(i32x4.trunc_sat_f32x4_s(power), i32x4.splat(127));
  const value = f32x4.mul(sum, i32x4.shl(exponent, 23));
  return v128.andnot(value, f32x4.lt(x, f32x4.splat(-87)));
}

/** The largest number of a row, or NaN where one is NaN. */
function largest(x: usize, n: i32): f32 {
  let i = 0;
  let most: f32 = -Infinity;
  if (n >= 4) {
    let four = v128.load(x);
    for (i = 4; i + 4 <= n; i += 4) four = f32x4.max(four, v128.load(x + (<usize>i << 2)));
    most = max(
      max(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)),
      max(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)),
    );
  }
  for (; i < n; i++) most = max(most, load<f32>(x + (<usize>i << 2)));
  return most;
}

export function softmax(x: usize, to: usize, rows: i32, n: i32): void {
  const bytes = <usize>n << 2;
  for (let row = 0; row < rows; row++) {
    const most = f32x4.splat(largest(x, n));
    let sum = f32x4.splat(0);
    let i = 0;
    for (; i + 4 <= n; i += 4) {
      const at = <usize>i << 2;
      const power = exponential(f32x4.sub(v128.load(x + at), most));
      v128.store(to + at, power);
      sum = f32x4.add(sum, power);
    }
    if (i < n) {
      const at = <usize>i << 2;
      storePart(to + at, exponential(f32x4.sub(loadPart(x + at, n - i), most)), n - i);
      sum = f32x4.add(sum, loadPart(to + at, n - i));
    }
    divideRow(to, n, f32x4.splat(sumOfLanes(sum)));
    x += bytes;
    to += bytes;
  }
}

// @ts-ignore: decorator
@inline
function divideRow(x: usize, n: i32, by: v128): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(x, f32x4.div(v128.load(x), by));
    x += 16;
  }
  if (i < n) storePart(x, f32x4.div(loadPart(x, n - i), by), n - i);
}

/** dy·y − y·Σ(dy·y), row by row */
export function softmaxGradient(dy: usize, y: usize, to: usize, rows: i32, n: i32): void {
  const bytes = <usize>n << 2;
  for (let row = 0; row < rows; row++) {
    let sum = f32x4.splat(0);
    let i = 0;
    for (; i + 4 <= n; i += 4) {
      const at = <usize>i << 2;
      const product = f32x4.mul(v128.load(dy + at), v128.load(y + at));
      v128.store(to + at, product);
      sum = f32x4.add(sum, product);
    }
    const end = <usize>i << 2;
    const product = f32x4.mul(loadPart(dy + end, n - i), loadPart(y + end, n - i));
    storePart(to + end, product, n - i);
    const total = f32x4.splat(sumOfLanes(f32x4.add(sum, product)));
    for (i = 0; i + 4 <= n; i += 4) {
      const at = <usize>i << 2;
      v128.store(to + at, f32x4.sub(v128.load(to + at), f32x4.mul(v128.load(y + at), total)));
    }
    storePart(to + end, f32x4.sub(loadPart(to + end, n - i), f32x4.mul(loadPart(y + end, n - i), total)), n - i);
    dy += bytes;
    y += bytes;
    to += bytes;
  }
}
