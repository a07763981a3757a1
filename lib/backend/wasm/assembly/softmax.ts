// Softmax along rows, and its gradient.
import { loadPart, smallExponential, storePart, sumOfLanes } from './lanes';

/** The largest number of a row, four times; anything where one is NaN, as the sum of the row will be NaN then. */
// @ts-ignore: decorator
@inline
function largest(x: usize, n: i32): v128 {
  let most = v128.load32_splat(x);
  let i = 0;
  for (; i + 4 <= n; i += 4) most = f32x4.pmax(most, v128.load(x + (<usize>i << 2)));
  for (; i < n; i++) most = f32x4.pmax(most, v128.load32_splat(x + (<usize>i << 2)));
  most = f32x4.pmax(most, v128.shuffle<f32>(most, most, 2, 3, 0, 1));
  return f32x4.pmax(most, v128.shuffle<f32>(most, most, 1, 0, 3, 2));
}

export function softmax(x: usize, to: usize, rows: i32, n: i32): void {
  const bytes = <usize>n << 2;
  for (let row = 1; row <= rows; row++) {
    softmaxRow(x, to, n, (rows - row) * n >= 4);
    x += bytes;
    to += bytes;
  }
}

/** @param isFollowed - by four numbers, which may be written: the rows behind come later */
// @ts-ignore: decorator
@inline
function softmaxRow(x: usize, to: usize, n: i32, isFollowed: bool): void {
  const most = largest(x, n);
  const end = <usize>(n & ~3) << 2;
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < end; at += 16) {
    const power = smallExponential(f32x4.sub(v128.load(x + at), most));
    v128.store(to + at, power);
    sum = f32x4.add(sum, power);
  }
  const left = n & 3;
  const rest = isFollowed ? v128.load(x + end) : loadPart(x + end, left);
  const power = v128.and(smallExponential(f32x4.sub(rest, most)), lanesBelow(left));
  const total = f32x4.splat(sumOfLanes(f32x4.add(sum, power)));
  for (let at: usize = 0; at < end; at += 16) v128.store(to + at, f32x4.div(v128.load(to + at), total));
  if (isFollowed) v128.store(to + end, f32x4.div(power, total));
  else storePart(to + end, f32x4.div(power, total), left);
}

/** All bits of the first `count` of four numbers. */
// @ts-ignore: decorator
@inline
function lanesBelow(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
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
