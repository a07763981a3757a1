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
