// Products of matrices, batch by batch. A block of 4 × 8 results stays in registers while k runs.
import { loadPart, multiplyAdd, storePart } from './lanes';

/** Rows of a and length of k that are worked on at a time: what is packed stays in the cache. */
const mostRows: i32 = 256;
const mostDepth: i32 = 256;

/** Columns in a panel of b, and the bytes of its rows. */
const panelWidth: i32 = 8;
const panelStep: usize = 32;

/** With fewer rows of a, or columns of b, than this, packing the other one costs more than it saves. */
const packedFrom: i32 = 17;

/** Bytes of working space that `matMul` needs. */
export function matMulSpace(): i32 {
  return mostRows * mostDepth * 4 + mostDepth * <i32>panelStep;
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
    for (let k0 = 0; k0 < k; k0 += mostDepth) {
      for (let m0 = 0; m0 < m; m0 += mostRows) {
        part(a, b, c, space, m, k, n, transposeA, transposeB, m0, k0);
      }
    }
    a += stepA;
    b += stepB;
    c += stepC;
  }
}

/** Up to `mostRows` rows of c, and of k up to `mostDepth` terms. */
function part(
  a: usize, b: usize, c: usize, space: usize, m: i32, k: i32, n: i32,
  transposeA: bool, transposeB: bool, m0: i32, k0: i32,
): void {
  const rows = min(mostRows, m - m0);
  const depth = min(mostDepth, k - k0);
  const spaceB = space + mostRows * mostDepth * 4;
  const packed = transposeA || n >= packedFrom;
  if (transposeA) packRowsOfFour(at(a, k0, m, m0), <usize>m * 4, space, depth, rows);
  else if (packed) packRows(at(a, m0, k, k0), <usize>k * 4, space, depth, rows);
  for (let n0 = 0; n0 < n; n0 += panelWidth) {
    const columns = min(panelWidth, n - n0);
    let panel = spaceB;
    let step = panelStep;
    if (transposeB) packTransposed(at(b, n0, k, k0), <usize>k * 4, spaceB, depth, columns);
    else if (columns < panelWidth || rows >= packedFrom) packPanel(at(b, k0, n, n0), <usize>n * 4, spaceB, depth, columns);
    else {
      panel = at(b, k0, n, n0);
      step = <usize>n * 4;
    }
    for (let i = 0; i < rows; i += 4) {
      const to = at(c, m0 + i, n, n0);
      const count = min(4, rows - i);
      if (packed) packedBlock(at(space, i, depth, 0), panel, step, depth, to, <usize>n * 4, count, columns, k0 > 0);
      else plainBlock(at(a, m0 + i, k, k0), <usize>k * 4, panel, step, depth, to, <usize>n * 4, count, columns, k0 > 0);
    }
  }
}

/** The address of x[row, column]. */
// @ts-ignore: decorator
@inline
function at(x: usize, row: i32, width: i32, column: i32): usize {
  return x + ((<usize>row * width + column) << 2);
}

/** From a stored as [k, m]: four rows side by side, then the next four. */
function packRowsOfFour(from: usize, step: usize, to: usize, depth: i32, rows: i32): void {
  for (let i = 0; i < rows; i += 4) {
    let source = from + (<usize>i << 2);
    for (let k = 0; k < depth; k++) {
      v128.store(to, loadPart(source, rows - i));
      source += step;
      to += 16;
    }
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

/** From b stored as [k, n]: eight columns, with 0 for those that b has not. */
function packPanel(from: usize, step: usize, to: usize, depth: i32, columns: i32): void {
  for (let k = 0; k < depth; k++) {
    v128.store(to, loadPart(from, columns));
    v128.store(to, loadPart(from + 16, columns - 4), 16);
    from += step;
    to += panelStep;
  }
}

/** From b stored as [n, k]. */
function packTransposed(from: usize, step: usize, to: usize, depth: i32, columns: i32): void {
  packFourTransposed(from, step, to, panelStep, depth, columns);
  packFourTransposed(from + (step << 2), step, to + 16, panelStep, depth, columns - 4);
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

/** A block from four rows of a that were packed. */
function packedBlock(
  a: usize, b: usize, stepB: usize, depth: i32, c: usize, stepC: usize, rows: i32, columns: i32, more: bool,
): void {
  block(true, a, a, a, a, b, stepB, depth, c, stepC, rows, columns, more);
}

/** A block from four rows of a as they are. A row that a has not is read from the first one, and not stored. */
function plainBlock(
  a: usize, step: usize, b: usize, stepB: usize, depth: i32, c: usize, stepC: usize,
  rows: i32, columns: i32, more: bool,
): void {
  const a1 = rows > 1 ? a + step : a;
  const a2 = rows > 2 ? a + (step << 1) : a;
  const a3 = rows > 3 ? a + step + (step << 1) : a;
  block(false, a, a1, a2, a3, b, stepB, depth, c, stepC, rows, columns, more);
}

/**
 * Up to 4 × 8 numbers of c.
 *
 * The loop is not unrolled: V8 would load everything first and run out of registers. With `packed`, four numbers of
 * a lie side by side: one address in the place of four is a quarter more speed.
 *
 * @param more - add to what c holds
 */
// @ts-ignore: decorator
@inline
function block(
  packed: bool, a: usize, a1: usize, a2: usize, a3: usize, b: usize, stepB: usize, depth: i32,
  c: usize, stepC: usize, rows: i32, columns: i32, more: bool,
): void {
  let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  const end = a + (<usize>depth << (packed ? 4 : 2));
  while (a < end) {
    const b0 = v128.load(b);
    const b1 = v128.load(b, 16);
    const x0 = v128.load32_splat(a);
    s00 = multiplyAdd(x0, b0, s00);
    s01 = multiplyAdd(x0, b1, s01);
    const x1 = packed ? v128.load32_splat(a, 4) : v128.load32_splat(a1);
    s10 = multiplyAdd(x1, b0, s10);
    s11 = multiplyAdd(x1, b1, s11);
    const x2 = packed ? v128.load32_splat(a, 8) : v128.load32_splat(a2);
    s20 = multiplyAdd(x2, b0, s20);
    s21 = multiplyAdd(x2, b1, s21);
    const x3 = packed ? v128.load32_splat(a, 12) : v128.load32_splat(a3);
    s30 = multiplyAdd(x3, b0, s30);
    s31 = multiplyAdd(x3, b1, s31);
    b += stepB;
    a += packed ? 16 : 4;
    if (!packed) {
      a1 += 4;
      a2 += 4;
      a3 += 4;
    }
  }
  storeRow(c, s00, s01, columns, more);
  if (rows > 1) storeRow(c + stepC, s10, s11, columns, more);
  if (rows > 2) storeRow(c + (stepC << 1), s20, s21, columns, more);
  if (rows > 3) storeRow(c + stepC + (stepC << 1), s30, s31, columns, more);
}

// @ts-ignore: decorator
@inline
function storeRow(to: usize, left: v128, right: v128, columns: i32, more: bool): void {
  if (columns == panelWidth) {
    v128.store(to, more ? f32x4.add(v128.load(to), left) : left);
    v128.store(to, more ? f32x4.add(v128.load(to, 16), right) : right, 16);
    return;
  }
  storePart(to, more ? f32x4.add(loadPart(to, columns), left) : left, columns);
  storePart(to + 16, more ? f32x4.add(loadPart(to + 16, columns - 4), right) : right, columns - 4);
}
