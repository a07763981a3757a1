// Sums over one axis of [before, n, behind].
import { loadPart, storePart, sumOfLanes } from './lanes';

/** So many terms are added up in one go: sums of sums lose fewer digits than one long sum. */
const stretch: i32 = 64;

/** to[row] = Σ x[row, i] / divisor */
export function sumRows(x: usize, to: usize, rows: i32, n: i32, divisor: f64): void {
  for (let row = 0; row < rows; row++) {
    let total: f64 = 0;
    for (let start = 0; start < n; start += 4 * stretch) {
      const end = min(n, start + 4 * stretch);
      let i = start;
      let sum = f32x4.splat(0);
      for (; i + 4 <= end; i += 4) {
        sum = f32x4.add(sum, v128.load(x));
        x += 16;
      }
      sum = f32x4.add(sum, loadPart(x, end - i));
      x += <usize>(end - i) << 2;
      total += <f64>sumOfLanes(sum);
    }
    store<f32>(to, <f32>(total / divisor));
    to += 4;
  }
}

/** to[item, column] = Σ x[item, i, column] / divisor */
export function sumColumns(x: usize, to: usize, items: i32, n: i32, columns: i32, divisor: f32): void {
  const step = <usize>columns << 2;
  const by = f32x4.splat(divisor);
  for (let item = 0; item < items; item++) {
    let column = 0;
    for (; column + 16 <= columns; column += 16) sixteen(x + (<usize>column << 2), to + (<usize>column << 2), n, step, by);
    for (; column < columns; column += 4) upToFour(x + (<usize>column << 2), to + (<usize>column << 2), n, step, by, columns - column);
    x += step * n;
    to += step;
  }
}

function sixteen(x: usize, to: usize, n: i32, step: usize, by: v128): void {
  let t0 = f32x4.splat(0), t1 = t0, t2 = t0, t3 = t0;
  for (let start = 0; start < n; start += stretch) {
    const end = min(n, start + stretch);
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let i = start; i < end; i++) {
      s0 = f32x4.add(s0, v128.load(x));
      s1 = f32x4.add(s1, v128.load(x, 16));
      s2 = f32x4.add(s2, v128.load(x, 32));
      s3 = f32x4.add(s3, v128.load(x, 48));
      x += step;
    }
    t0 = f32x4.add(t0, s0);
    t1 = f32x4.add(t1, s1);
    t2 = f32x4.add(t2, s2);
    t3 = f32x4.add(t3, s3);
  }
  v128.store(to, f32x4.div(t0, by));
  v128.store(to, f32x4.div(t1, by), 16);
  v128.store(to, f32x4.div(t2, by), 32);
  v128.store(to, f32x4.div(t3, by), 48);
}

function upToFour(x: usize, to: usize, n: i32, step: usize, by: v128, count: i32): void {
  let total = f32x4.splat(0);
  for (let start = 0; start < n; start += stretch) {
    const end = min(n, start + stretch);
    let sum = f32x4.splat(0);
    for (let i = start; i < end; i++) {
      sum = f32x4.add(sum, loadPart(x, count));
      x += step;
    }
    total = f32x4.add(total, sum);
  }
  storePart(to, f32x4.div(total, by), count);
}
