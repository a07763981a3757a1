/** Curves of trainings over their steps, several in one picture. */
import type { TopLevelSpec } from 'vega-lite';
import { colours, type Layer, room } from './theme';

export interface Point {
  readonly step: number;
  readonly value: number;
}

export interface Curve {
  /** See `run-colours.ts`. */
  readonly colour: string;
  readonly points: readonly Point[];
  /** A quiet one is drawn thin and pale, beside a strong one of the same colour. */
  readonly quiet?: boolean;
}

export interface CurvesOptions {
  /** Of the axis of values; d3-format. */
  readonly format: string;
  /** Equal distances for equal factors. */
  readonly log?: boolean;
  /** Whether the axis begins at 0. */
  readonly zero?: boolean;
  /** Where the axis of steps ends; the last step of the curves when not given. */
  readonly lastStep?: number;
}

/** Values over steps. Curves without a point are left out; a single point is a dot. */
export function curvesChart(curves: readonly Curve[], options: CurvesOptions): TopLevelSpec {
  const rows = curves.map(({ colour, points, quiet }, curve) =>
    points
      .filter(({ value }) => isDrawn(value, options))
      .map((point) => ({ ...point, curve, colour, quiet })),
  );
  const values = rows.flat();
  return {
    width: 460,
    height: 200,
    ...room(52, 12, 8, 38),
    data: { values },
    encoding: {
      x: stepAxis(options.lastStep ?? Math.max(1, ...values.map(({ step }) => step))),
      y: options.log ? logAxis(values, options.format) : linearAxis(options),
      detail: { field: 'curve', type: 'nominal' },
      color: { field: 'colour', type: 'nominal', scale: null, legend: null },
    },
    layer: [line('quiet', 'datum.quiet', 1, 0.6), line('strong', '!datum.quiet', 2, 1), dots(rows)],
  };
}

function isDrawn(value: number, { log }: CurvesOptions): boolean {
  return Number.isFinite(value) && (!log || value > 0);
}

function stepAxis(last: number) {
  const axis = { title: 'training step', grid: false, tickCount: 6, format: ',d' };
  const scale = { domain: [0, last], nice: false };
  return { field: 'step', type: 'quantitative' as const, axis, scale };
}

const plain = { title: null, domain: false, ticks: false } as const;

function linearAxis({ format, zero = false }: CurvesOptions) {
  const axis = { ...plain, tickCount: 5, format };
  return { field: 'value', type: 'quantitative' as const, axis, scale: { zero, nice: true } };
}

function logAxis(values: readonly { readonly value: number }[], format: string) {
  const all = values.map(({ value }) => value);
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const domain = [least / 1.05, most * 1.05];
  const axis = { ...plain, values: logTicks(least, most), format };
  return {
    field: 'value',
    type: 'quantitative' as const,
    axis,
    scale: { type: 'log' as const, domain, nice: false },
  };
}

/** Round numbers from the least to the most; vega would draw a line for each of 1, 2, 3, … 10, 20, 30, … */
export function logTicks(least: number, most: number): number[] {
  const series = [
    [1],
    [1, 3],
    [1, 2, 5],
    [1, 1.5, 2, 3, 4, 5, 7],
    [1, 1.2, 1.5, 1.8, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9],
  ];
  const powers = Array.from({ length: 61 }, (_, index) => 10 ** (index - 30));
  const ticks = series.map((steps) =>
    powers
      .flatMap((power) => steps.map((step) => step * power))
      .filter((tick) => tick >= least && tick <= most),
  );
  return ticks.find(({ length }) => length >= 3) ?? ticks.at(-1) ?? [];
}

function line(name: string, filter: string, strokeWidth: number, opacity: number): Layer {
  return { name, transform: [{ filter }], mark: { type: 'line', strokeWidth, opacity, strokeJoin: 'round' } };
}

/** Dots where there are few points: a line through two of them says more than it knows. */
function dots(rows: readonly (readonly object[])[]): Layer {
  const few = rows.filter((points) => points.length <= 30).flat();
  return {
    name: 'dots',
    data: { values: few },
    transform: [{ filter: '!datum.quiet' }],
    mark: { type: 'point', filled: true, size: 22, opacity: 1, stroke: colours.card, strokeWidth: 0.75 },
  };
}
