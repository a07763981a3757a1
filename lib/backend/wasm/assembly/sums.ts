// Sums over one axis of [before, n, behind], of numbers or of the products of two tensors.
import { loadPart, storePart, sumOfLanes } from './lanes';

/** So many terms are added up in one go: sums of sums lose fewer digits than one long sum. */
const stretch: i32 = 64;

// What is added up: a constant wherever it is used, so that only its own code is left.
const numbers = false;
const products = true;

// @ts-ignore: decorator
@inline
function term(kind: bool, x: usize, y: usize): v128 {
  return kind == products ? f32x4.mul(v128.load(x), v128.load(y)) : v128.load(x);
}

// @ts-ignore: decorator
@inline
function partOfTerm(kind: bool, x: usize, y: usize, count: i32): v128 {
  return kind == products ? f32x4.mul(loadPart(x, count), loadPart(y, count)) : loadPart(x, count);
}

/** to[row] = Σ x[row, i] / divisor */
export function sumRows(x: usize, to: usize, rows: i32, n: i32, divisor: f64): void {
  addRowsUp(numbers, x, x, to, rows, n, divisor);
}

/** to[row] = Σ x[row, i] · y[row, i] */
export function sumProductRows(x: usize, y: usize, to: usize, rows: i32, n: i32): void {
  addRowsUp(products, x, y, to, rows, n, 1);
}

// @ts-ignore: decorator
@inline
function addRowsUp(kind: bool, x: usize, y: usize, to: usize, rows: i32, n: i32, divisor: f64): void {
  for (let row = 0; row < rows; row++) {
    let total: f64 = 0;
    for (let start = 0; start < n; start += 4 * stretch) {
      const end = min(n, start + 4 * stretch);
      let i = start;
      let sum = f32x4.splat(0);
      for (; i + 4 <= end; i += 4) {
        sum = f32x4.add(sum, term(kind, x, y));
        x += 16;
        y += 16;
      }
      sum = f32x4.add(sum, partOfTerm(kind, x, y, end - i));
      x += <usize>(end - i) << 2;
      y += <usize>(end - i) << 2;
      total += <f64>sumOfLanes(sum);
    }
    store<f32>(to, <f32>(total / divisor));
    to += 4;
  }
}

/** to[item, column] = Σ x[item, i, column] / divisor */
export function sumColumns(x: usize, to: usize, items: i32, n: i32, columns: i32, divisor: f32): void {
  addColumnsUp(numbers, x, x, to, items, n, columns, divisor);
}

/** to[item, column] = Σ x[item, i, column] · y[item, i, column] */
export function sumProductColumns(x: usize, y: usize, to: usize, items: i32, n: i32, columns: i32): void {
  addColumnsUp(products, x, y, to, items, n, columns, 1);
}

// @ts-ignore: decorator
@inline
function addColumnsUp(
  kind: bool, x: usize, y: usize, to: usize, items: i32, n: i32, columns: i32, divisor: f32,
): void {
  const step = <usize>columns << 2;
  const by = f32x4.splat(divisor);
  for (let item = 0; item < items; item++) {
    for (let start = 0; start < n; start += stretch) {
      const rows = min(stretch, n - start);
      const isFirst = start == 0;
      const isLast = start + rows == n;
      let column = 0;
      for (; column + 16 <= columns; column += 16) {
        const at = <usize>column << 2;
        sixteen(kind, x + at, y + at, to + at, rows, step, by, isFirst, isLast);
      }
      for (; column < columns; column += 4) {
        const at = <usize>column << 2;
        upToFour(kind, x + at, y + at, to + at, rows, step, by, columns - column, isFirst, isLast);
      }
      x += step * rows;
      y += step * rows;
    }
    to += step;
  }
}

// @ts-ignore: decorator
@inline
function sixteen(
  kind: bool, x: usize, y: usize, to: usize, rows: i32, step: usize, by: v128, isFirst: bool, isLast: bool,
): void {
  let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let i = 0; i < rows; i++) {
    s0 = f32x4.add(s0, term(kind, x, y));
    s1 = f32x4.add(s1, term(kind, x + 16, y + 16));
    s2 = f32x4.add(s2, term(kind, x + 32, y + 32));
    s3 = f32x4.add(s3, term(kind, x + 48, y + 48));
    x += step;
    y += step;
  }
  if (!isFirst) {
    s0 = f32x4.add(v128.load(to), s0);
    s1 = f32x4.add(v128.load(to, 16), s1);
    s2 = f32x4.add(v128.load(to, 32), s2);
    s3 = f32x4.add(v128.load(to, 48), s3);
  }
  v128.store(to, isLast ? f32x4.div(s0, by) : s0);
  v128.store(to, isLast ? f32x4.div(s1, by) : s1, 16);
  v128.store(to, isLast ? f32x4.div(s2, by) : s2, 32);
  v128.store(to, isLast ? f32x4.div(s3, by) : s3, 48);
}

// @ts-ignore: decorator
@inline
function upToFour(
  kind: bool, x: usize, y: usize, to: usize, rows: i32, step: usize, by: v128, count: i32,
  isFirst: bool, isLast: bool,
): void {
  let sum = f32x4.splat(0);
  for (let i = 0; i < rows; i++) {
    sum = f32x4.add(sum, partOfTerm(kind, x, y, count));
    x += step;
    y += step;
  }
  if (!isFirst) sum = f32x4.add(loadPart(to, count), sum);
  storePart(to, isLast ? f32x4.div(sum, by) : sum, count);
}
