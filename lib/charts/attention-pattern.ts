/** What one head of a trained model attends to. */
import type { TopLevelSpec } from 'vega-lite';
import { heatMap, type Matrix } from './heat-map';

/** Queries downwards, keys to the right, each with its token; from 0 to 1. */
export function attentionChart(tokens: readonly (number | string)[], pattern: Matrix): TopLevelSpec {
  const labels = tokens.map(String);
  return heatMap(pattern, 'sequential', { x: { title: 'key', labels }, y: { title: 'query', labels } });
}
