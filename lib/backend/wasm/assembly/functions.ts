// Functions of one number, and their gradients.
import { exponential, loadPart, storePart } from './lanes';

// Which function: a constant wherever it is used, so that only its own code is left.
const squares = 0;
const cubes = 1;
const takesRoot = 2;
const cutsOff = 3;
const takesPower = 4;
const divides = 5;

// @ts-ignore: decorator
@inline
function result(operation: i32, x: v128): v128 {
  if (operation == squares) return f32x4.mul(x, x);
  if (operation == cubes) return f32x4.mul(f32x4.mul(x, x), x);
  if (operation == takesRoot) return f32x4.sqrt(x);
  if (operation == takesPower) return exponential(x);
  return v128.andnot(x, f32x4.le(x, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
function each(operation: i32, x: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    v128.store(to, result(operation, v128.load(x)));
    v128.store(to, result(operation, v128.load(x, 16)), 16);
    v128.store(to, result(operation, v128.load(x, 32)), 32);
    v128.store(to, result(operation, v128.load(x, 48)), 48);
    x += 64;
    to += 64;
  }
  for (; i < n; i += 4) {
    storePart(to, result(operation, loadPart(x, n - i)), n - i);
    x += 16;
    to += 16;
  }
}

export function square(x: usize, to: usize, n: i32): void {
  each(squares, x, to, n);
}

export function cube(x: usize, to: usize, n: i32): void {
  each(cubes, x, to, n);
}

export function squareRoot(x: usize, to: usize, n: i32): void {
  each(takesRoot, x, to, n);
}

/** NaN stays NaN. */
export function relu(x: usize, to: usize, n: i32): void {
  each(cutsOff, x, to, n);
}

/** e to the power of each number. */
export function power(x: usize, to: usize, n: i32): void {
  each(takesPower, x, to, n);
}

// @ts-ignore: decorator
@inline
function gradient(operation: i32, dy: v128, x: v128): v128 {
  if (operation == squares) return f32x4.mul(dy, f32x4.add(x, x));
  if (operation == takesRoot) return f32x4.div(dy, f32x4.mul(f32x4.sqrt(x), f32x4.splat(2)));
  if (operation == divides) return f32x4.neg(f32x4.div(dy, f32x4.mul(x, x)));
  // dy times 1, 0 or NaN: what NaN and infinity become is the same as in `dy.mul(x.step())`.
  const slope = v128.and(f32x4.gt(x, f32x4.splat(0)), f32x4.splat(1));
  return f32x4.mul(dy, v128.or(slope, f32x4.ne(x, x)));
}

// @ts-ignore: decorator
@inline
function eachGradient(operation: i32, dy: usize, x: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    v128.store(to, gradient(operation, v128.load(dy), v128.load(x)));
    v128.store(to, gradient(operation, v128.load(dy, 16), v128.load(x, 16)), 16);
    v128.store(to, gradient(operation, v128.load(dy, 32), v128.load(x, 32)), 32);
    v128.store(to, gradient(operation, v128.load(dy, 48), v128.load(x, 48)), 48);
    dy += 64;
    x += 64;
    to += 64;
  }
  for (; i < n; i += 4) {
    storePart(to, gradient(operation, loadPart(dy, n - i), loadPart(x, n - i)), n - i);
    dy += 16;
    x += 16;
    to += 16;
  }
}

export function reluGradient(dy: usize, x: usize, to: usize, n: i32): void {
  eachGradient(cutsOff, dy, x, to, n);
}

/** 2 x dy */
export function squareGradient(dy: usize, x: usize, to: usize, n: i32): void {
  eachGradient(squares, dy, x, to, n);
}

/** dy / (2 √x) */
export function squareRootGradient(dy: usize, x: usize, to: usize, n: i32): void {
  eachGradient(takesRoot, dy, x, to, n);
}

/** −dy / x², where dy is the gradient of a quotient times what was divided by x. */
export function divisorGradient(dy: usize, x: usize, to: usize, n: i32): void {
  eachGradient(divides, dy, x, to, n);
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
