/** Lines over steps or positions, each with its name at its end. */
import type { TopLevelSpec } from 'vega-lite';
import { chartWidth, colours, type Layer } from './theme';

export interface Line {
  readonly name: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

const looks = [
  { color: colours.accent },
  { color: colours.text, strokeDash: [4, 3] },
  { color: colours.bad, strokeDash: [1, 3] },
  { color: colours.good, strokeDash: [8, 3] },
] as const;

const height = 180;
/** A line of text. */
const nameHeight = 15;

/** At most four lines, told apart by colour and by dashes. */
export function lineChart(
  lines: readonly Line[],
  axes: { x: string; y: string; zero?: boolean },
): TopLevelSpec {
  const { x, y, zero = true } = axes;
  const shifts = shiftsOf(lines);
  return {
    width: chartWidth,
    height,
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative',
        axis: { title: x, grid: false, tickCount: 6 },
        scale: { nice: false },
      },
      y: {
        field: 'y',
        type: 'quantitative',
        axis: { title: y, tickCount: 5, domain: false, ticks: false },
        scale: { zero },
      },
    },
    layer: lines.flatMap((line, index) => lineLayers(line, index, shifts[index] ?? 0)),
  };
}

function lineLayers({ name, points }: Line, index: number, shift: number): Layer[] {
  const look = looks[index % looks.length];
  const { color = colours.text } = look ?? {};
  return [
    {
      data: { values: [...points] },
      mark: { type: 'line', strokeWidth: 2, ...look, strokeDash: dash(look) },
    },
    {
      data: { values: points.slice(-1) },
      mark: { type: 'text', text: name, align: 'left', dx: 6, dy: shift, color },
    },
  ];
}

/** How far each name is moved, in pixels, so that lines that end close together keep their names apart. */
function shiftsOf(lines: readonly Line[]): number[] {
  const all = lines.flatMap(({ points }) => points.map(({ y }) => y));
  const range = Math.max(...all) - Math.min(...all) || 1;
  const ends = lines.map(({ points }, index) => ({ index, at: -(height * (points.at(-1)?.y ?? 0)) / range }));
  const shifts = lines.map(() => 0);
  let free = Number.NEGATIVE_INFINITY;
  for (const { index, at } of ends.sort((a, b) => a.at - b.at)) {
    const place = Math.max(at, free);
    shifts[index] = place - at;
    free = place + nameHeight;
  }
  return shifts;
}

function dash(look: (typeof looks)[number] | undefined): number[] {
  return look && 'strokeDash' in look ? [...look.strokeDash] : [1, 0];
}
