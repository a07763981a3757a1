// Four numbers at a time. AssemblyScript, not TypeScript: see docs/backends.md.

/** `a * b + sum`, rounded once where the engine has relaxed SIMD and the processor can, else twice. */
// @ts-ignore: decorator
@inline
export function multiplyAdd(a: v128, b: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, sum);
  return f32x4.add(f32x4.mul(a, b), sum);
}

/** The first `count` of four numbers, 0 for the others; nothing behind them is read. */
export function loadPart(from: usize, count: i32): v128 {
  if (count >= 4) return v128.load(from);
  let part = f32x4.splat(0);
  if (count > 0) part = v128.load32_zero(from);
  if (count > 1) part = v128.load_lane<f32>(from, part, 1, 4);
  if (count > 2) part = v128.load_lane<f32>(from, part, 2, 8);
  return part;
}

/** Writes the first `count` of four numbers. */
export function storePart(to: usize, part: v128, count: i32): void {
  if (count >= 4) {
    v128.store(to, part);
    return;
  }
  if (count > 0) v128.store_lane<f32>(to, part, 0);
  if (count > 1) v128.store_lane<f32>(to, part, 1, 4);
  if (count > 2) v128.store_lane<f32>(to, part, 2, 8);
}

/** The sum of four numbers. */
// @ts-ignore: decorator
@inline
export function sumOfLanes(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

/** Adding it rounds a number to a whole one, which then lies in the lowest bits: 2 to the power of 23, and half of it. */
const rounder: f32 = 12582912;

/** e to the power of x, within two units in the last place. */
// @ts-ignore: decorator
@inline
export function exponential(x: v128): v128 {
  // Beyond these limits the result is infinite, or 0. NaN stays NaN.
  const bounded = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-104)), f32x4.splat(89));
  const whole = f32x4.add(f32x4.mul(bounded, f32x4.splat(1.4426950408889634)), f32x4.splat(rounder));
  const value = powerOfRest(bounded, f32x4.sub(whole, f32x4.splat(rounder)));
  // 2 to the power of the whole number in two factors: one of them alone may be too large, or too small.
  const half = i32x4.shr_s(i32x4.shl(whole, 16), 17);
  const other = i32x4.sub(i32x4.shr_s(i32x4.shl(whole, 16), 16), half);
  return f32x4.mul(f32x4.mul(value, powerOfTwo(half)), powerOfTwo(other));
}

/** The same for x ≤ 0 in half of the time. Below −87 it is 0: denormal weights are slow. */
// @ts-ignore: decorator
@inline
export function smallExponential(x: v128): v128 {
  const whole = f32x4.add(f32x4.mul(x, f32x4.splat(1.4426950408889634)), f32x4.splat(rounder));
  const value = powerOfRest(x, f32x4.sub(whole, f32x4.splat(rounder)));
  return v128.andnot(f32x4.mul(value, powerOfTwo(whole)), f32x4.lt(x, f32x4.splat(-87)));
}

/** 2 to the power of the whole number in the lowest bits. */
// @ts-ignore: decorator
@inline
function powerOfTwo(whole: v128): v128 {
  return i32x4.shl(i32x4.add(whole, i32x4.splat(127)), 23);
}

/** e to the power of `x − whole · ln 2`. */
// @ts-ignore: decorator
@inline
function powerOfRest(x: v128, whole: v128): v128 {
  // ln 2 in two parts: the product with the first one is exact.
  let rest = f32x4.sub(x, f32x4.mul(whole, f32x4.splat(0.693359375)));
  rest = f32x4.sub(rest, f32x4.mul(whole, f32x4.splat(-2.12194440e-4)));
  let sum = f32x4.splat(1.9875691500e-4);
  sum = multiplyAdd(sum, rest, f32x4.splat(1.3981999507e-3));
  sum = multiplyAdd(sum, rest, f32x4.splat(8.3334519073e-3));
  sum = multiplyAdd(sum, rest, f32x4.splat(4.1665795894e-2));
  sum = multiplyAdd(sum, rest, f32x4.splat(1.6666665459e-1));
  sum = multiplyAdd(sum, rest, f32x4.splat(5.0000001201e-1));
  return f32x4.add(multiplyAdd(sum, f32x4.mul(rest, rest), rest), f32x4.splat(1));
}
