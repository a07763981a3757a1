// Arithmetic element by element, with broadcasting.
import { loadPart, storePart } from './lanes';

// Which operation: a constant wherever it is used, so that only its own code is left.
const adds = 0;
const subtracts = 1;
const multiplies = 2;
const divides = 3;
const takesLarger = 4;
const takesSmaller = 5;
const squaresDifference = 6;

// @ts-ignore: decorator
@inline
function result(operation: i32, x: v128, y: v128): v128 {
  if (operation == adds) return f32x4.add(x, y);
  if (operation == subtracts) return f32x4.sub(x, y);
  if (operation == multiplies) return f32x4.mul(x, y);
  if (operation == divides) return f32x4.div(x, y);
  if (operation == takesLarger) return f32x4.max(x, y);
  if (operation == takesSmaller) return f32x4.min(x, y);
  const difference = f32x4.sub(x, y);
  return f32x4.mul(difference, difference);
}

/** A whole row with a whole row. */
// @ts-ignore: decorator
@inline
function rows(operation: i32, a: usize, b: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    v128.store(to, result(operation, v128.load(a), v128.load(b)));
    v128.store(to, result(operation, v128.load(a, 16), v128.load(b, 16)), 16);
    v128.store(to, result(operation, v128.load(a, 32), v128.load(b, 32)), 32);
    v128.store(to, result(operation, v128.load(a, 48), v128.load(b, 48)), 48);
    a += 64;
    b += 64;
    to += 64;
  }
  for (; i + 4 <= n; i += 4) {
    v128.store(to, result(operation, v128.load(a), v128.load(b)));
    a += 16;
    b += 16;
    to += 16;
  }
  if (i < n) storePart(to, result(operation, loadPart(a, n - i), loadPart(b, n - i)), n - i);
}

/** A row with one number. */
// @ts-ignore: decorator
@inline
function rowAndNumber(operation: i32, a: usize, b: usize, to: usize, n: i32): void {
  const y = v128.load32_splat(b);
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    v128.store(to, result(operation, v128.load(a), y));
    v128.store(to, result(operation, v128.load(a, 16), y), 16);
    v128.store(to, result(operation, v128.load(a, 32), y), 32);
    v128.store(to, result(operation, v128.load(a, 48), y), 48);
    a += 64;
    to += 64;
  }
  for (; i + 4 <= n; i += 4) {
    v128.store(to, result(operation, v128.load(a), y));
    a += 16;
    to += 16;
  }
  if (i < n) storePart(to, result(operation, loadPart(a, n - i), y), n - i);
}

/** One number with a row. */
// @ts-ignore: decorator
@inline
function numberAndRow(operation: i32, a: usize, b: usize, to: usize, n: i32): void {
  const x = v128.load32_splat(a);
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(to, result(operation, x, v128.load(b)));
    b += 16;
    to += 16;
  }
  if (i < n) storePart(to, result(operation, x, loadPart(b, n - i)), n - i);
}

/**
 * Three axes of n0, n1, n2. An operand has for each axis the bytes from one index to the next, 0 where it is
 * broadcast; along the last axis that is 4 or 0, and not 0 for both.
 */
// @ts-ignore: decorator
@inline
function broadcast(
  operation: i32, a: usize, b: usize, to: usize, n0: i32, n1: i32, n2: i32,
  a0: usize, a1: usize, a2: usize, b0: usize, b1: usize, b2: usize,
): void {
  for (let i = 0; i < n0; i++) {
    let x = a;
    let y = b;
    for (let j = 0; j < n1; j++) {
      if (b2 == 0) rowAndNumber(operation, x, y, to, n2);
      else if (a2 == 0) numberAndRow(operation, x, y, to, n2);
      else rows(operation, x, y, to, n2);
      x += a1;
      y += b1;
      to += <usize>n2 << 2;
    }
    a += a0;
    b += b0;
  }
}

export function add(
  a: usize, b: usize, to: usize, n0: i32, n1: i32, n2: i32,
  a0: usize, a1: usize, a2: usize, b0: usize, b1: usize, b2: usize,
): void {
  broadcast(adds, a, b, to, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

export function subtract(
  a: usize, b: usize, to: usize, n0: i32, n1: i32, n2: i32,
  a0: usize, a1: usize, a2: usize, b0: usize, b1: usize, b2: usize,
): void {
  broadcast(subtracts, a, b, to, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

export function multiply(
  a: usize, b: usize, to: usize, n0: i32, n1: i32, n2: i32,
  a0: usize, a1: usize, a2: usize, b0: usize, b1: usize, b2: usize,
): void {
  broadcast(multiplies, a, b, to, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

export function divide(
  a: usize, b: usize, to: usize, n0: i32, n1: i32, n2: i32,
  a0: usize, a1: usize, a2: usize, b0: usize, b1: usize, b2: usize,
): void {
  broadcast(divides, a, b, to, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

/** NaN on either side gives NaN. */
export function larger(
  a: usize, b: usize, to: usize, n0: i32, n1: i32, n2: i32,
  a0: usize, a1: usize, a2: usize, b0: usize, b1: usize, b2: usize,
): void {
  broadcast(takesLarger, a, b, to, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

/** NaN on either side gives NaN. */
export function smaller(
  a: usize, b: usize, to: usize, n0: i32, n1: i32, n2: i32,
  a0: usize, a1: usize, a2: usize, b0: usize, b1: usize, b2: usize,
): void {
  broadcast(takesSmaller, a, b, to, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}

export function squaredDifference(
  a: usize, b: usize, to: usize, n0: i32, n1: i32, n2: i32,
  a0: usize, a1: usize, a2: usize, b0: usize, b1: usize, b2: usize,
): void {
  broadcast(squaresDifference, a, b, to, n0, n1, n2, a0, a1, a2, b0, b1, b2);
}
