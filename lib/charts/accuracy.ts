/** Accuracy per position against chance, the halves apart. */
import type { TopLevelSpec } from 'vega-lite';
import { chartWidth, colours, type Layer, once, room } from './theme';

/** How often a trained model was right, position by position. */
export interface Accuracy {
  readonly positions: readonly {
    readonly position: number;
    readonly half: string;
    readonly accuracy: number;
    /** The ends of its interval. */
    readonly lower: number;
    readonly upper: number;
    readonly ok: boolean;
  }[];
  readonly chance?: number | undefined;
  /** What the second half has to reach. */
  readonly level?: number | undefined;
}

type Positions = Accuracy['positions'];

const height = 200;
/** How far the names of the halves stand above the chart. */
const above = 16;

/**
 * One bar for each predicted position with its interval; dashed lines for chance and for the level that the second
 * half has to reach; a rule between the halves. A cross marks what is not as it should be.
 */
export function accuracyChart({ positions, chance, level }: Accuracy): TopLevelSpec {
  return {
    width: chartWidth,
    height,
    ...room(44, 84, above + 6, 38),
    data: { values: positions.map(bar) },
    encoding: { x: positionAxis(positions), y: accuracyAxis },
    layer: [
      bars,
      intervals,
      crosses,
      ...referenceLine('chance', chance),
      ...referenceLine('level', level),
      ...halves(positions),
    ],
  };
}

function bar({ position, half, accuracy, lower, upper, ok }: Positions[number]) {
  return { position, left: position - 0.38, right: position + 0.38, half, accuracy, lower, upper, ok };
}

function positionAxis(positions: Positions) {
  const values = positions.map(({ position }) => position);
  return {
    type: 'quantitative' as const,
    scale: { domain: [Math.min(...values) - 0.6, Math.max(...values) + 0.6], nice: false },
    axis: { title: 'position of the predicted token', values, format: 'd', grid: false, ticks: false },
  };
}

const accuracyAxis = {
  type: 'quantitative' as const,
  // A little room above 100% for a cross.
  scale: { domain: [0, 1.06], nice: false },
  axis: {
    title: null,
    values: [0, 0.25, 0.5, 0.75, 1],
    format: '.0%',
    domain: false,
    ticks: false,
  },
};

const bars: Layer = {
  name: 'bars',
  mark: { type: 'bar' },
  encoding: {
    x: { field: 'left' },
    x2: { field: 'right' },
    y: { field: 'accuracy' },
    y2: { datum: 0 },
    color: {
      condition: [
        { test: '!datum.ok', value: colours.bad },
        { test: "datum.half === 'first'", value: colours.quiet },
      ],
      value: colours.accent,
    },
  },
};

const intervals: Layer = {
  name: 'intervals',
  mark: { type: 'rule', strokeWidth: 1.5, color: colours.text },
  encoding: { x: { field: 'position' }, y: { field: 'lower' }, y2: { field: 'upper' } },
};

const crosses: Layer = {
  name: 'crosses',
  transform: [{ filter: '!datum.ok' }],
  mark: { type: 'text', text: '✗', dy: -8, color: colours.bad, fontWeight: 'bold' },
  encoding: { x: { field: 'position' }, y: { field: 'upper' } },
};

function referenceLine(name: string, value: number | undefined): Layer[] {
  if (value === undefined) return [];
  const y = { datum: value };
  const text = `${name} ${Number((100 * value).toFixed(1))}%`;
  return [
    {
      name,
      data: once,
      mark: { type: 'rule', strokeDash: [5, 4], color: colours.text },
      encoding: { x: { value: 0 }, x2: { value: chartWidth }, y },
    },
    {
      data: once,
      mark: { type: 'text', text, align: 'left', dx: 5, color: colours.muted },
      encoding: { x: { value: chartWidth }, y },
    },
  ];
}

/** The rule between the halves, and the name of each half above it. */
function halves(positions: Positions): Layer[] {
  const placesOf = (half: string) =>
    positions.filter((result) => result.half === half).map(({ position }) => position);
  const [first, second] = [placesOf('first'), placesOf('second')];
  if (first.length === 0 || second.length === 0) return [];
  const border = { datum: (Math.max(...first) + Math.min(...second)) / 2 };
  const rule: Layer = {
    name: 'half',
    data: once,
    mark: { type: 'rule', color: colours.muted },
    encoding: { x: border, y: { value: -above }, y2: { value: height } },
  };
  return [rule, halfName('first half', first), halfName('second half', second)];
}

function halfName(text: string, places: readonly number[]): Layer {
  return {
    data: once,
    mark: { type: 'text', text, dy: 6 - above, color: colours.muted },
    encoding: { x: { datum: (Math.min(...places) + Math.max(...places)) / 2 }, y: { value: 0 } },
  };
}
