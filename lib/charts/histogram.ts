/** How many numbers lie where. */
import type { TopLevelSpec } from 'vega-lite';
import { chartWidth, colours } from './theme';

export interface HistogramOptions {
  readonly title: string;
  /** Smallest and largest value; numbers outside count in the first and last bar. */
  readonly extent: readonly [number, number];
  readonly bars?: number;
}

/** Shares of all numbers in bars of equal width; the counting is done here, so that a picture of a million is small. */
export function histogram(numbers: Iterable<number>, options: HistogramOptions): TopLevelSpec {
  const {
    title,
    extent: [low, high],
    bars = 21,
  } = options;
  const step = (high - low) / bars;
  const counts = new Array<number>(bars).fill(0);
  let all = 0;
  for (const number of numbers) {
    const bar = Math.min(bars - 1, Math.max(0, Math.floor((number - low) / step)));
    counts[bar] = (counts[bar] ?? 0) + 1;
    all += 1;
  }
  const values = counts.map((count, bar) => ({
    from: low + bar * step,
    to: low + (bar + 1) * step,
    share: count / Math.max(1, all),
  }));
  return {
    width: chartWidth,
    height: 160,
    data: { values },
    mark: { type: 'bar', stroke: colours.card, strokeWidth: 1 },
    encoding: {
      x: {
        field: 'from',
        type: 'quantitative',
        scale: { domain: [low, high], nice: false },
        axis: { title, grid: false, tickCount: 6, labelFlush: false },
      },
      x2: { field: 'to' },
      y2: { datum: 0 },
      y: {
        field: 'share',
        type: 'quantitative',
        axis: { title: 'share', format: '.0%', tickCount: 4, domain: false, ticks: false },
      },
    },
  };
}
