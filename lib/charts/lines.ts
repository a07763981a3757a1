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

/** At most four lines, told apart by colour and by dashes. */
export function lineChart(
  lines: readonly Line[],
  axes: { x: string; y: string; zero?: boolean },
): TopLevelSpec {
  const { x, y, zero = true } = axes;
  return {
    width: chartWidth,
    height: 180,
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
    layer: lines.flatMap(({ name, points }, index) => lineLayers(name, points, looks[index % looks.length])),
  };
}

function lineLayers(name: string, points: Line['points'], look: (typeof looks)[number] | undefined): Layer[] {
  const { color = colours.text } = look ?? {};
  return [
    {
      data: { values: [...points] },
      mark: { type: 'line', strokeWidth: 2, ...look, strokeDash: dash(look) },
    },
    {
      data: { values: points.slice(-1) },
      mark: { type: 'text', text: name, align: 'left', dx: 6, color },
    },
  ];
}

function dash(look: (typeof looks)[number] | undefined): number[] {
  return look && 'strokeDash' in look ? [...look.strokeDash] : [1, 0];
}
