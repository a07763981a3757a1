/** A matrix as a picture: one cell for each number. */
import type { TopLevelSpec } from 'vega-lite';
import { chartWidth, type Layer, type Shades, shadeRange } from './theme';

/** A number, or null where the code gave none. */
export type Matrix = readonly (readonly (number | null)[])[];

/** Larger matrices are cut: the page has to stay small, and the pattern shows in the first rows and columns. */
export const mostRows = 32;
export const mostColumns = 64;

export interface Axis {
  readonly title: string;
  /** The labels that are shown, by the number of the row or column. */
  readonly labels?: readonly string[];
  /** Every how-manieth is shown: all up to 12, then every eighth. */
  readonly every?: number;
}

/** Room for a line of labels and for one of their characters, in pixels. */
const lineHeight = 15;
const characterWidth = 8;

/**
 * A heat map with row 0 on top.
 * Cells without a number get a colour of their own.
 *
 * @param shades - `diverging` from −1 to 1 or `sequential` from 0 to 1; what lies outside gets the last shade
 * @param above - layers on top; a cell has the fields `x`, `y` and `value`
 */
export function heatMap(
  matrix: Matrix,
  shades: Shades,
  axes: { x: Axis; y: Axis },
  above: readonly Layer[] = [],
): TopLevelSpec {
  const rows = matrix.slice(0, mostRows).map((row) => row.slice(0, mostColumns));
  const width = Math.max(1, ...rows.map((row) => row.length));
  // Whole units keep the text of a cell short.
  const step = Math.max(4, Math.floor(chartWidth / Math.max(width, 8)));
  const frame = {
    width: { step },
    height: { step: Math.max(step, Math.floor(120 / Math.max(1, rows.length))) },
    data: { values: rows.flatMap((row, y) => row.map((value, x) => ({ x, y, value: round(value) }))) },
  };
  const cells = {
    mark: { type: 'rect' },
    encoding: {
      x: { field: 'x', type: 'ordinal', axis: { ...axis(axes.x, width, step), ...angleOf(axes.x, step) } },
      y: { field: 'y', type: 'ordinal', axis: { ...axis(axes.y, rows.length, step), labelAngle: 0 } },
      color: {
        field: 'value',
        type: 'quantitative',
        scale: {
          type: 'quantize',
          domain: [shades === 'diverging' ? -1 : 0, 1],
          range: shadeRange(shades),
        },
        legend: null,
      },
    },
  } as const;
  return above.length === 0 ? { ...frame, ...cells } : { ...frame, layer: [cells, ...above] };
}

function axis({ title, labels, every }: Axis, count: number, step: number) {
  const stride = every ?? (count <= 12 ? 1 : 8);
  const values = Array.from({ length: count }, (_, index) => index).filter((index) => index % stride === 0);
  const names = labels ? { labelExpr: `${JSON.stringify(labels)}[datum.value]` } : {};
  const small = every && step < lineHeight ? { labelFontSize: 10 } : {};
  return { title, values, ticks: false, domain: false, labelOverlap: false, ...names, ...small };
}

/** Below each other where they do not fit side by side. */
function angleOf({ labels = [], every }: Axis, step: number) {
  const longest = Math.max(0, ...labels.map((label) => label.length));
  return every && longest * characterWidth > step
    ? { labelAngle: -45, labelAlign: 'right' as const }
    : { labelAngle: 0 };
}

/** Enough digits for a shade. */
function round(value: number | null): number | null {
  return value === null ? null : Math.round(value * 1000) / 1000;
}
