/** How the scores of a class are distributed. */
import type { TopLevelSpec } from 'vega-lite';
import { chartWidth, room } from '../../../lib/charts/theme';

/** A histogram in steps of ten percent; full marks fall into the last bar. */
export function scoresChart(percents: readonly number[]): TopLevelSpec {
  return {
    width: chartWidth,
    height: 160,
    ...room(44, 12, 8, 38),
    data: { values: percents.map((percent) => ({ percent })) },
    mark: { type: 'bar', binSpacing: 2 },
    encoding: {
      x: {
        bin: { step: 10, extent: [0, 100] },
        field: 'percent',
        type: 'quantitative',
        axis: { title: 'score in percent', values: [0, 20, 40, 60, 80, 100], grid: false, ticks: false },
      },
      y: {
        aggregate: 'count',
        axis: {
          title: 'submissions',
          tickMinStep: 1,
          format: 'd',
          tickCount: 5,
          domain: false,
          ticks: false,
        },
      },
    },
  };
}
