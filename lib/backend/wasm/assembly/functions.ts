// Functions of one number, and their gradients.
import { loadPart, storePart } from './lanes';

export function square(x: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const value = v128.load(x);
    v128.store(to, f32x4.mul(value, value));
    x += 16;
    to += 16;
  }
  const value = loadPart(x, n - i);
  storePart(to, f32x4.mul(value, value), n - i);
}

export function cube(x: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const value = v128.load(x);
    v128.store(to, f32x4.mul(f32x4.mul(value, value), value));
    x += 16;
    to += 16;
  }
  const value = loadPart(x, n - i);
  storePart(to, f32x4.mul(f32x4.mul(value, value), value), n - i);
}

export function squareRoot(x: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(to, f32x4.sqrt(v128.load(x)));
    x += 16;
    to += 16;
  }
  storePart(to, f32x4.sqrt(loadPart(x, n - i)), n - i);
}

/** NaN stays NaN. */
export function relu(x: usize, to: usize, n: i32): void {
  const zero = f32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(to, f32x4.max(v128.load(x), zero));
    x += 16;
    to += 16;
  }
  storePart(to, f32x4.max(loadPart(x, n - i), zero), n - i);
}

/** dy times 1, 0 or NaN: what NaN and infinity become is the same as in `dy.mul(x.step())`. */
// @ts-ignore: decorator
@inline
function slopeOfRelu(dy: v128, x: v128): v128 {
  const slope = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.splat(1));
  return f32x4.mul(dy, v128.bitselect(slope, x, f32x4.eq(x, x)));
}

export function reluGradient(dy: usize, x: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(to, slopeOfRelu(v128.load(dy), v128.load(x)));
    dy += 16;
    x += 16;
    to += 16;
  }
  storePart(to, slopeOfRelu(loadPart(dy, n - i), loadPart(x, n - i)), n - i);
}

/** 2 x dy */
export function squareGradient(dy: usize, x: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const value = v128.load(x);
    v128.store(to, f32x4.mul(v128.load(dy), f32x4.add(value, value)));
    dy += 16;
    x += 16;
    to += 16;
  }
  const value = loadPart(x, n - i);
  storePart(to, f32x4.mul(loadPart(dy, n - i), f32x4.add(value, value)), n - i);
}

/** dy / (2 √x) */
export function squareRootGradient(dy: usize, x: usize, to: usize, n: i32): void {
  const two = f32x4.splat(2);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(to, f32x4.div(v128.load(dy), f32x4.mul(f32x4.sqrt(v128.load(x)), two)));
    dy += 16;
    x += 16;
    to += 16;
  }
  const root = f32x4.sqrt(loadPart(x, n - i));
  storePart(to, f32x4.div(loadPart(dy, n - i), f32x4.mul(root, two)), n - i);
}

/** −dy / x², where dy is the gradient of a quotient times what was divided by x. */
export function divisorGradient(dy: usize, x: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const value = v128.load(x);
    v128.store(to, f32x4.neg(f32x4.div(v128.load(dy), f32x4.mul(value, value))));
    dy += 16;
    x += 16;
    to += 16;
  }
  const value = loadPart(x, n - i);
  storePart(to, f32x4.neg(f32x4.div(loadPart(dy, n - i), f32x4.mul(value, value))), n - i);
}

/** Where the byte is 0, the number of `no`, else that of `yes`. */
export function choose(condition: usize, yes: usize, no: usize, to: usize, n: i32): void {
  const none = i32x4.splat(0);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    const four = i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(condition)));
    v128.store(to, v128.bitselect(v128.load(yes), v128.load(no), i32x4.ne(four, none)));
    condition += 4;
    yes += 16;
    no += 16;
    to += 16;
  }
  for (; i < n; i++) {
    store<f32>(to, load<u8>(condition) ? load<f32>(yes) : load<f32>(no));
    condition += 1;
    yes += 4;
    no += 4;
    to += 4;
  }
}
