// Numbers that change their place, and rows that are picked and added up.
import { loadPart, storePart } from './lanes';

/**
 * Writes [n0, n1, n2, n3] in order.
 *
 * @param s0 - bytes from one index of axis 0 of x to the next; 0 repeats what is there
 */
export function rearrange(
  x: usize, to: usize, n0: i32, n1: i32, n2: i32, n3: i32, s0: usize, s1: usize, s2: usize, s3: usize,
): void {
  for (let i = 0; i < n0; i++) {
    let second = x;
    for (let j = 0; j < n1; j++) {
      let third = second;
      for (let k = 0; k < n2; k++) {
        if (s3 == 4) copyRow(third, to, n3);
        else if (s3 == 0) fillRow(third, to, n3);
        else collectRow(third, to, n3, s3);
        to += <usize>n3 << 2;
        third += s2;
      }
      second += s1;
    }
    x += s0;
  }
}

// @ts-ignore: decorator
@inline
function copyRow(x: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(to + (<usize>i << 2), v128.load(x + (<usize>i << 2)));
  for (; i < n; i++) store<f32>(to + (<usize>i << 2), load<f32>(x + (<usize>i << 2)));
}

// @ts-ignore: decorator
@inline
function fillRow(x: usize, to: usize, n: i32): void {
  const value = v128.load32_splat(x);
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(to + (<usize>i << 2), value);
  storePart(to + (<usize>i << 2), value, n - i);
}

// @ts-ignore: decorator
@inline
function collectRow(x: usize, to: usize, n: i32, step: usize): void {
  for (let i = 0; i < n; i++) {
    store<f32>(to + (<usize>i << 2), load<f32>(x));
    x += step;
  }
}

/** The same bytes several times. */
export function repeat(x: usize, to: usize, times: i32, bytes: i32): void {
  for (let i = 0; i < times; i++) {
    memory.copy(to, x, bytes);
    to += bytes;
  }
}

/** to[item, i, column] = x[item, column] / divisor */
export function spread(x: usize, to: usize, items: i32, n: i32, columns: i32, divisor: f32): void {
  const bytes = <usize>columns << 2;
  for (let item = 0; item < items; item++) {
    const first = to;
    if (columns == 1) {
      store<f32>(first, load<f32>(x) / divisor);
      fillRow(first, to, n);
      to += <usize>n << 2;
    } else {
      divideRow(x, to, columns, divisor);
      to += bytes;
      for (let i = 1; i < n; i++) {
        copyRow(first, to, columns);
        to += bytes;
      }
    }
    x += bytes;
  }
}

// @ts-ignore: decorator
@inline
function divideRow(x: usize, to: usize, n: i32, divisor: f32): void {
  const by = f32x4.splat(divisor);
  let i = 0;
  for (; i + 4 <= n; i += 4) v128.store(to + (<usize>i << 2), f32x4.div(v128.load(x + (<usize>i << 2)), by));
  storePart(to + (<usize>i << 2), f32x4.div(loadPart(x + (<usize>i << 2), n - i), by), n - i);
}

/** Row ids[i] of x becomes row i; the caller has checked the ids. */
export function gatherRows(x: usize, ids: usize, to: usize, count: i32, width: i32): void {
  for (let i = 0; i < count; i++) {
    copyRow(x + ((<usize>load<i32>(ids) * width) << 2), to, width);
    ids += 4;
    to += <usize>width << 2;
  }
}

/** Adds row i of x to row ids[i] of a result of `rows` rows; ids outside of it are dropped. */
export function addRows(x: usize, ids: usize, to: usize, count: i32, width: i32, rows: i32): void {
  const bytes = <usize>width << 2;
  memory.fill(to, 0, bytes * rows);
  for (let i = 0; i < count; i++) {
    const id = load<i32>(ids);
    if (id >= 0 && id < rows) addRow(x, to + bytes * id, width);
    ids += 4;
    x += bytes;
  }
}

// @ts-ignore: decorator
@inline
function addRow(x: usize, to: usize, n: i32): void {
  let i = 0;
  for (; i + 4 <= n; i += 4) {
    v128.store(to, f32x4.add(v128.load(to), v128.load(x)));
    x += 16;
    to += 16;
  }
  storePart(to, f32x4.add(loadPart(to, n - i), loadPart(x, n - i)), n - i);
}
