/** How a class did on each function. */
import type { TopLevelSpec } from 'vega-lite';
import { colours, room } from '../../../lib/charts/theme';
import type { FunctionFigures } from '../figures';
import type { Status } from '../schema';
import { stageLabel } from '../wording';

/** What counts as one part of a bar; the page shows these as the legend. */
export const outcomes = [
  { name: 'passed', sign: '✓', of: ['passed'], colour: 'var(--good-soft)' },
  { name: 'blocked by an earlier stage', sign: '⊘', of: ['blocked'], colour: 'var(--warn-soft)' },
  {
    name: 'failed, crashed or timed out',
    sign: '✗',
    of: ['failed', 'crashed', 'timed out'],
    colour: 'var(--bad-soft)',
  },
  { name: 'not started', sign: '○', of: ['not started'], colour: 'var(--quiet-soft)' },
] as const satisfies readonly { name: string; sign: string; of: readonly Status[]; colour: string }[];

/** One bar for each function and for the milestone, in the order of the course; counts of submissions. */
export function functionsChart(functions: readonly FunctionFigures[]): TopLevelSpec {
  return {
    width: 210,
    height: 22 * functions.length,
    ...room(160, 16, 4, 38),
    data: { values: functions.flatMap(parts) },
    encoding: {
      y: {
        field: 'label',
        type: 'nominal',
        sort: null,
        axis: {
          title: null,
          ticks: false,
          domain: false,
          labelLimit: 400,
          minExtent: 165,
          maxExtent: 165,
          labelColor: colours.text,
        },
      },
      x: {
        field: 'share',
        type: 'quantitative',
        stack: 'zero',
        scale: { domain: [0, 1] },
        axis: {
          title: 'submissions',
          format: '.0%',
          values: [0, 0.5, 1],
          grid: false,
          ticks: false,
          domain: false,
        },
      },
      order: { field: 'order', type: 'ordinal' },
    },
    layer: [
      {
        name: 'parts',
        mark: { type: 'bar', height: { band: 0.82 } },
        encoding: { color: { field: 'colour', type: 'nominal', scale: null, legend: null } },
      },
      {
        name: 'counts',
        mark: { type: 'text' },
        encoding: {
          x: { field: 'share', type: 'quantitative', stack: 'zero', bandPosition: 0.5 },
          text: { field: 'text', type: 'nominal' },
        },
      },
    ],
  };
}

function parts({ stem, name, counts }: FunctionFigures) {
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const label = stageLabel({ stem, title: name });
  return outcomes.flatMap(({ of, sign, colour }, order) => {
    const count = of.reduce((sum, status: Status) => sum + (counts[status] ?? 0), 0);
    const share = count / all;
    // A narrow part has no room for its count.
    return count === 0 ? [] : [{ label, order, colour, share, text: share > 0.12 ? `${sign} ${count}` : '' }];
  });
}
