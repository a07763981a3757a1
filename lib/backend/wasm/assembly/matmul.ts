// Products of matrices, batch by batch. A block of 4 × 8 results stays in registers while k runs.
import { loadPart, multiplyAdd, storePart } from './lanes';

/** Length of k and columns of b that are packed at a time: what is packed stays in the second cache. */
const mostDepth: i32 = 256;
const mostColumns: i32 = 256;

/** Numbers of a that are packed at a time: they stay in the first cache while all columns of b pass by. */
const mostOfA: i32 = 6144;

/** Columns in a panel of b, and the bytes of its rows. */
const panelWidth: i32 = 8;
const panelStep: usize = 32;

/** Bytes of working space that `matMul` needs. */
export function matMulSpace(): i32 {
  return (mostOfA + mostDepth * mostColumns) * 4;
}

/**
 * c[item] = a[item] · b[item]; c is [batch, m, n].
 *
 * @param stepA - bytes from one matrix of a to the next; 0 when all items share it
 * @param space - `matMulSpace()` bytes
 */
export function matMul(
  a: usize, b: usize, c: usize, space: usize,
  batch: i32, m: i32, k: i32, n: i32,
  transposeA: bool, transposeB: bool, stepA: usize, stepB: usize,
): void {
  const stepC = <usize>m * n * 4;
  if (k == 0) memory.fill(c, 0, stepC * batch);
  for (let item = 0; item < batch; item++) {
    for (let n0 = 0; n0 < n; n0 += mostColumns) {
      for (let k0 = 0; k0 < k; k0 += mostDepth) {
        part(a, b, c, space, m, k, n, transposeA, transposeB, n0, k0);
      }
    }
    a += stepA;
    b += stepB;
    c += stepC;
  }
}

/** Up to `mostColumns` columns of c, and of k up to `mostDepth` terms. */
function part(
  a: usize, b: usize, c: usize, space: usize, m: i32, k: i32, n: i32,
  transposeA: bool, transposeB: bool, n0: i32, k0: i32,
): void {
  const depth = min(mostDepth, k - k0);
  const columns = min(mostColumns, n - n0);
  const panels = space + (mostOfA << 2);
  if (transposeB) packTransposedPanels(at(b, n0, k, k0), <usize>k << 2, panels, depth, columns);
  else packPanels(at(b, k0, n, n0), <usize>n << 2, panels, depth, columns);
  const most = (mostOfA / depth) & ~3;
  for (let m0 = 0; m0 < m; m0 += most) {
    const rows = min(most, m - m0);
    if (transposeA) packTransposedRows(at(a, k0, m, m0), <usize>m << 2, space, depth, rows);
    else packRows(at(a, m0, k, k0), <usize>k << 2, space, depth, rows);
    for (let j = 0; j < columns; j += panelWidth) {
      const to = at(c, m0, n, n0 + j);
      blocks(space, at(panels, j, depth, 0), depth, to, <usize>n << 2, rows, columns - j, k0 > 0);
    }
  }
}

/** The address of x[row, column]. */
// @ts-ignore: decorator
@inline
function at(x: usize, row: i32, width: i32, column: i32): usize {
  return x + ((<usize>row * width + column) << 2);
}

/** From a stored as [k, m]: four rows side by side, then the next four. Each row of a is read in one go. */
function packTransposedRows(from: usize, step: usize, to: usize, depth: i32, rows: i32): void {
  const stepTo = <usize>depth << 4;
  for (let k = 0; k < depth; k++) {
    let source = from;
    let target = to;
    let left = rows;
    for (; left >= 4; left -= 4) {
      v128.store(target, v128.load(source));
      source += 16;
      target += stepTo;
    }
    if (left > 0) v128.store(target, loadPart(source, left));
    from += step;
    to += 16;
  }
}

/** From a stored as [m, k]: as above. */
function packRows(from: usize, step: usize, to: usize, depth: i32, rows: i32): void {
  for (let i = 0; i < rows; i += 4) {
    packFourTransposed(from, step, to, 16, depth, rows - i);
    from += step << 2;
    to += <usize>depth << 4;
  }
}

/** From b stored as [k, n]: eight columns, then the next eight, with 0 for those that b has not. */
function packPanels(from: usize, step: usize, to: usize, depth: i32, columns: i32): void {
  const stepTo = <usize>depth * panelStep;
  for (let k = 0; k < depth; k++) {
    let source = from;
    let target = to;
    let left = columns;
    for (; left >= panelWidth; left -= panelWidth) {
      v128.store(target, v128.load(source));
      v128.store(target, v128.load(source, 16), 16);
      source += panelStep;
      target += stepTo;
    }
    if (left > 0) {
      v128.store(target, loadPart(source, left));
      v128.store(target, loadPart(source + 16, left - 4), 16);
    }
    from += step;
    to += panelStep;
  }
}

/** From b stored as [n, k]: as above. */
function packTransposedPanels(from: usize, step: usize, to: usize, depth: i32, columns: i32): void {
  for (let j = 0; j < columns; j += panelWidth) {
    packFourTransposed(from, step, to, panelStep, depth, columns - j);
    packFourTransposed(from + (step << 2), step, to + 16, panelStep, depth, columns - j - 4);
    from += step << 3;
    to += <usize>depth * panelStep;
  }
}

/** Four rows of numbers become columns, `stepTo` bytes from one number of a column to the next. */
function packFourTransposed(from: usize, step: usize, to: usize, stepTo: usize, depth: i32, rows: i32): void {
  // A row that is not there is read from the first one; what comes of it is never stored in c.
  const second = rows > 1 ? step : 0;
  const third = rows > 2 ? step << 1 : 0;
  const fourth = rows > 3 ? step + (step << 1) : 0;
  if (rows <= 0) {
    for (let k = 0; k < depth; k++) v128.store(to + <usize>k * stepTo, f32x4.splat(0));
    return;
  }
  let k = 0;
  for (; k + 4 <= depth; k += 4) {
    const x = v128.load(from);
    const y = v128.load(from + second);
    const z = v128.load(from + third);
    const w = v128.load(from + fourth);
    const xyLow = v128.shuffle<f32>(x, y, 0, 4, 1, 5);
    const xyHigh = v128.shuffle<f32>(x, y, 2, 6, 3, 7);
    const zwLow = v128.shuffle<f32>(z, w, 0, 4, 1, 5);
    const zwHigh = v128.shuffle<f32>(z, w, 2, 6, 3, 7);
    v128.store(to, v128.shuffle<f64>(xyLow, zwLow, 0, 2));
    to += stepTo;
    v128.store(to, v128.shuffle<f64>(xyLow, zwLow, 1, 3));
    to += stepTo;
    v128.store(to, v128.shuffle<f64>(xyHigh, zwHigh, 0, 2));
    to += stepTo;
    v128.store(to, v128.shuffle<f64>(xyHigh, zwHigh, 1, 3));
    to += stepTo;
    from += 16;
  }
  for (; k < depth; k++) {
    store<f32>(to, load<f32>(from));
    store<f32>(to, load<f32>(from + second), 4);
    store<f32>(to, load<f32>(from + third), 8);
    store<f32>(to, load<f32>(from + fourth), 12);
    from += 4;
    to += stepTo;
  }
}

/** All rows of a that are packed, times one panel of b. */
function blocks(
  a: usize, panel: usize, depth: i32, c: usize, stepC: usize, rows: i32, columns: i32, more: bool,
): void {
  const bytes = <usize>depth << 4;
  for (let i = 0; i < rows; i += 4) {
    block(a, a + bytes, panel, c, stepC, rows - i, columns, more);
    a += bytes;
    c += stepC << 2;
  }
}

/**
 * Up to 4 × 8 numbers of c.
 *
 * Four numbers of k in a round, a fifth faster than one. Between them the loop may end: without that, V8 would load
 * everything first and run out of registers.
 *
 * @param end - of the four rows of a, which are not empty
 * @param more - add to what c holds
 */
// @ts-ignore: decorator
@inline
function block(
  a: usize, end: usize, b: usize, c: usize, stepC: usize, rows: i32, columns: i32, more: bool,
): void {
  let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  let x0 = s00, x1 = s00, x2 = s00, x3 = s00, b0 = s00, b1 = s00;
  do {
    b0 = v128.load(b);
    b1 = v128.load(b, 16);
    x0 = v128.load32_splat(a);
    s00 = multiplyAdd(x0, b0, s00);
    s01 = multiplyAdd(x0, b1, s01);
    x1 = v128.load32_splat(a, 4);
    s10 = multiplyAdd(x1, b0, s10);
    s11 = multiplyAdd(x1, b1, s11);
    x2 = v128.load32_splat(a, 8);
    s20 = multiplyAdd(x2, b0, s20);
    s21 = multiplyAdd(x2, b1, s21);
    x3 = v128.load32_splat(a, 12);
    s30 = multiplyAdd(x3, b0, s30);
    s31 = multiplyAdd(x3, b1, s31);
    a += 16;
    if (a == end) break;
    b0 = v128.load(b, 32);
    b1 = v128.load(b, 48);
    x0 = v128.load32_splat(a);
    s00 = multiplyAdd(x0, b0, s00);
    s01 = multiplyAdd(x0, b1, s01);
    x1 = v128.load32_splat(a, 4);
    s10 = multiplyAdd(x1, b0, s10);
    s11 = multiplyAdd(x1, b1, s11);
    x2 = v128.load32_splat(a, 8);
    s20 = multiplyAdd(x2, b0, s20);
    s21 = multiplyAdd(x2, b1, s21);
    x3 = v128.load32_splat(a, 12);
    s30 = multiplyAdd(x3, b0, s30);
    s31 = multiplyAdd(x3, b1, s31);
    a += 16;
    if (a == end) break;
    b0 = v128.load(b, 64);
    b1 = v128.load(b, 80);
    x0 = v128.load32_splat(a);
    s00 = multiplyAdd(x0, b0, s00);
    s01 = multiplyAdd(x0, b1, s01);
    x1 = v128.load32_splat(a, 4);
    s10 = multiplyAdd(x1, b0, s10);
    s11 = multiplyAdd(x1, b1, s11);
    x2 = v128.load32_splat(a, 8);
    s20 = multiplyAdd(x2, b0, s20);
    s21 = multiplyAdd(x2, b1, s21);
    x3 = v128.load32_splat(a, 12);
    s30 = multiplyAdd(x3, b0, s30);
    s31 = multiplyAdd(x3, b1, s31);
    a += 16;
    if (a == end) break;
    b0 = v128.load(b, 96);
    b1 = v128.load(b, 112);
    x0 = v128.load32_splat(a);
    s00 = multiplyAdd(x0, b0, s00);
    s01 = multiplyAdd(x0, b1, s01);
    x1 = v128.load32_splat(a, 4);
    s10 = multiplyAdd(x1, b0, s10);
    s11 = multiplyAdd(x1, b1, s11);
    x2 = v128.load32_splat(a, 8);
    s20 = multiplyAdd(x2, b0, s20);
    s21 = multiplyAdd(x2, b1, s21);
    x3 = v128.load32_splat(a, 12);
    s30 = multiplyAdd(x3, b0, s30);
    s31 = multiplyAdd(x3, b1, s31);
    a += 16;
    b += 128;
  } while (a != end);
  storeRow(c, s00, s01, columns, more);
  if (rows > 1) storeRow(c + stepC, s10, s11, columns, more);
  if (rows > 2) storeRow(c + (stepC << 1), s20, s21, columns, more);
  if (rows > 3) storeRow(c + stepC + (stepC << 1), s30, s31, columns, more);
}

// @ts-ignore: decorator
@inline
function storeRow(to: usize, left: v128, right: v128, columns: i32, more: bool): void {
  if (columns >= panelWidth) {
    v128.store(to, more ? f32x4.add(v128.load(to), left) : left);
    v128.store(to, more ? f32x4.add(v128.load(to, 16), right) : right, 16);
    return;
  }
  storePart(to, more ? f32x4.add(loadPart(to, columns), left) : left, columns);
  storePart(to + 16, more ? f32x4.add(loadPart(to + 16, columns - 4), right) : right, columns - 4);
}
