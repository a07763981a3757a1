/** Matrices as rows of numbers, in float64. A missing number becomes NaN, so a mistake cannot go unnoticed. */
export type Vector = readonly number[];
export type Matrix = readonly Vector[];

/** `a · b` for two vectors. */
export function dot(a: Vector, b: Vector): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] ?? Number.NaN), 0);
}

/** Rows become columns. */
export function transpose(a: Matrix): Matrix {
  return (a[0] ?? []).map((_, column) => a.map((row) => row[column] ?? Number.NaN));
}

/** `a b`: [n, m] times [m, p]. */
export function product(a: Matrix, b: Matrix): Matrix {
  const columns = transpose(b);
  return a.map((row) => columns.map((column) => dot(row, column)));
}

/** `a + b`, number by number. */
export function plus(a: Vector, b: Vector): Vector {
  return a.map((value, index) => value + (b[index] ?? Number.NaN));
}

/** `a + b`, row by row. */
export function sum(a: Matrix, b: Matrix): Matrix {
  return a.map((row, index) => plus(row, b[index] ?? []));
}
