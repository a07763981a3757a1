/** What one head of a trained model attends to. */
import type { TopLevelSpec } from 'vega-lite';
import { heatMap, type Matrix } from './heat-map';

/** More labels than this do not fit. */
const longest = 24;

/** Queries downwards, keys to the right, each with its token; from 0 to 1. */
export function attentionChart(tokens: readonly (number | string)[], pattern: Matrix): TopLevelSpec {
  const labels = tokens.map(String);
  // A sentence can be read as long as its words fit.
  const names = labels.length <= longest ? { labels, every: 1 } : { labels };
  return heatMap(pattern, 'sequential', { x: { title: 'key', ...names }, y: { title: 'query', ...names } });
}
