/** One number for each name, as horizontal bars. */
import type { TopLevelSpec } from 'vega-lite';
import { chartWidth, colours } from './theme';

export interface Bar {
  readonly name: string;
  readonly value: number;
}

/** In the order in which they are given; the number stands at the end of its bar. */
export function barChart(bars: readonly Bar[], options: { title: string; format?: string }): TopLevelSpec {
  const { title, format = ',' } = options;
  return {
    width: chartWidth,
    height: { step: 20 },
    data: { values: bars.map(({ name, value }, place) => ({ name, value, place })) },
    encoding: {
      y: {
        field: 'place',
        type: 'ordinal',
        axis: {
          title: null,
          labelExpr: `${JSON.stringify(bars.map(({ name }) => name))}[datum.value]`,
          labelColor: colours.text,
          labelLimit: 400,
          ticks: false,
          domain: false,
        },
      },
      x: {
        field: 'value',
        type: 'quantitative',
        axis: { title, grid: false, tickCount: 4, ticks: false, domain: false, format },
      },
    },
    layer: [
      { mark: { type: 'bar' } },
      {
        mark: { type: 'text', align: 'left', dx: 4 },
        encoding: { text: { field: 'value', type: 'quantitative', format } },
      },
    ],
  };
}
