/** Curves of trainings over their steps, several in one picture. */
import type { TopLevelSpec } from 'vega-lite';
import { colours, type Layer, room } from './theme';

export interface Point {
  readonly step: number;
  readonly value: number;
}

export interface Curve {
  /** See {@link runColour}. */
  readonly colour: string;
  readonly points: readonly Point[];
  /** A quiet one is drawn thin and pale, beside a strong one of the same colour. */
  readonly quiet?: boolean;
}

export interface CurvesOptions {
  /** Of the axis of values; d3-format. */
  readonly format: string;
  readonly scale?: 'linear' | 'log';
  /** Whether the axis begins at 0. */
  readonly zero?: boolean;
}

/** So many colours can be told apart; then they come again. */
export const runColours = 10;

/** The colour of the n-th run, a variable of the style sheet. */
export function runColour(index: number): string {
  return `var(--run-${index % runColours})`;
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
      x: stepAxis(Math.max(1, ...values.map(({ step }) => step))),
      y: valueAxis(options),
      detail: { field: 'curve', type: 'nominal' },
      color: { field: 'colour', type: 'nominal', scale: null, legend: null },
    },
    layer: [line('quiet', 'datum.quiet', 1, 0.5), line('strong', '!datum.quiet', 2, 1), dots(rows)],
  };
}

function isDrawn(value: number, { scale }: CurvesOptions): boolean {
  return Number.isFinite(value) && (scale !== 'log' || value > 0);
}

function stepAxis(last: number) {
  const axis = { title: 'training step', grid: false, tickCount: 6, format: ',d' };
  const scale = { domain: [0, last], nice: false };
  return { field: 'step', type: 'quantitative' as const, axis, scale };
}

function valueAxis({ format, scale = 'linear', zero = false }: CurvesOptions) {
  const axis = { title: null, tickCount: 5, format, domain: false, ticks: false };
  return { field: 'value', type: 'quantitative' as const, axis, scale: { type: scale, zero, nice: true } };
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
