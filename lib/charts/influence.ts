/** Which token changes which logits. */
import type { TopLevelSpec } from 'vega-lite';
import type { InfluenceMatrix } from '../leaks/influence';
import { darkness } from '../leaks/picture';
import { heatMap } from './heat-map';
import { colours, type Layer } from './theme';

const isFuture = 'datum.x > datum.y';
const place = { x: { field: 'x', type: 'ordinal' }, y: { field: 'y', type: 'ordinal' } } as const;

/** The future is framed; what is seen of it has a red frame and a cross. */
const future: readonly Layer[] = [
  {
    name: 'future',
    transform: [{ filter: `${isFuture} && datum.value === 0` }],
    mark: { type: 'rect', fill: 'transparent', stroke: colours.line, strokeDash: [3, 3] },
    encoding: place,
  },
  {
    name: 'leaks',
    transform: [{ filter: `${isFuture} && datum.value > 0` }],
    mark: { type: 'rect', fill: 'transparent', stroke: colours.bad, strokeWidth: 3 },
    encoding: place,
  },
  {
    name: 'crosses',
    transform: [{ filter: `${isFuture} && datum.value > 0` }],
    mark: {
      type: 'text',
      text: '✗',
      fontSize: 20,
      fontWeight: 'bold',
      color: colours.bad,
      stroke: 'var(--card)',
    },
    encoding: place,
  },
];

/** Positions of logits downwards, of tokens to the right; darker is more. */
export function influenceChart(matrix: InfluenceMatrix): TopLevelSpec {
  const axes = { x: { title: 'token at position' }, y: { title: 'logits at position' } };
  return heatMap(darkness(matrix), 'sequential', axes, future);
}
