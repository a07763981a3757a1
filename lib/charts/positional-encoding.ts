/** The positional encoding of the student beside the expected one. */
import type { TopLevelSpec } from 'vega-lite';
import { heatMap, type Matrix } from './heat-map';

/** Smaller differences come from float32. */
const tolerance = 1e-3;

/** Positions downwards, columns to the right, from −1 to 1: the same colours for every encoding. */
export function encodingChart(encoding: Matrix): TopLevelSpec {
  return heatMap(encoding, 'diverging', { x: { title: 'column of dModel' }, y: { title: 'position' } });
}

/** What is different between two encodings. */
export interface Difference {
  /** The student's numbers minus the expected ones. */
  readonly matrix: Matrix;
  /** Null where the student's code gave no number. */
  readonly largest: number | null;
}

/**
 * The difference of two encodings of one shape.
 *
 * @returns undefined when they are equal, or when their shapes are not
 */
export function difference(
  student: Matrix,
  expected: readonly (readonly number[])[],
): Difference | undefined {
  if (shapeOf(student) !== shapeOf(expected)) return undefined;
  const matrix = student.map((row, y) =>
    row.map((value, x) => (value === null ? null : value - (expected[y]?.[x] ?? 0))),
  );
  const sizes = matrix.flat().map((value) => (value === null ? null : Math.abs(value)));
  const numbers = sizes.filter((size) => size !== null);
  if (numbers.length === sizes.length && numbers.every((size) => size <= tolerance)) return undefined;
  return {
    matrix,
    largest: numbers.length === 0 ? null : numbers.reduce((most, size) => Math.max(most, size), 0),
  };
}

/** `24 × 32`; rows of different lengths are all named. */
export function shapeOf(matrix: Matrix): string {
  const widths = [...new Set(matrix.map((row) => row.length))];
  return `${matrix.length} × ${widths.join(' or ') || 0}`;
}
