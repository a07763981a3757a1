/** Charts below a cell: as Vega-Lite for editors that know it, as SVG for all others, in words for the rest. */
import * as tf from '@tensorflow/tfjs';
import type { TopLevelSpec } from 'vega-lite';
import { plainColours } from '../charts/plain-colours';
import { svgOf } from '../charts/render';
import { colours, theme } from '../charts/theme';
import { display } from './display';

/** The theme of the report, on paper of its own: a notebook may be dark. */
const config = {
  ...theme,
  background: colours.card,
  padding: 12,
  font: 'system-ui, "Segoe UI", "Helvetica Neue", "Noto Sans", sans-serif',
  title: { color: colours.text, fontSize: 14, fontWeight: 'normal', anchor: 'start' },
  concat: { spacing: 28 },
};

/**
 * Shows a chart below the cell.
 *
 * @param words - what the picture shows, in words: it stands where no picture can
 */
export async function show(chart: TopLevelSpec, words: string): Promise<void> {
  const spec: TopLevelSpec = JSON.parse(
    plainColours(JSON.stringify({ ...plain(chart), description: words, config })),
  );
  const [svg, alt] = [await svgOf(spec), escaped(words)];
  display({
    'application/vnd.vegalite.v5+json': spec,
    'image/svg+xml': svg.replace('<svg ', `<svg role="img" aria-label="${alt}" `),
    // nbconvert 6 takes all shapes out of an SVG, and leaves an HTML image as it is.
    'text/html': `<img alt="${alt}" src="data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}">`,
    'text/plain': words,
  });
}

/** A tensor [rows, columns], such as a stage returns it, as the numbers of a heat map. */
export async function matrixOf(tensor: tf.Tensor | Promise<tf.Tensor>): Promise<number[][]> {
  const { shape } = await tensor;
  if (shape.length !== 2) throw new RangeError(`Expected a matrix [rows, columns], got [${shape}]`);
  return (await (await tensor).array()) as number[][];
}

/** A tensor [matrices, rows, columns] as several such matrices. */
export async function matricesOf(tensor: tf.Tensor | Promise<tf.Tensor>): Promise<number[][][]> {
  return Promise.all(tf.unstack(await tensor).map((matrix) => matrixOf(matrix)));
}

/** Several charts in a row, each with its title. */
export function sideBySide(charts: Readonly<Record<string, TopLevelSpec>>): TopLevelSpec {
  const parts = Object.entries(charts).map(([title, chart]) => titled(title, chart));
  return { hconcat: parts, resolve: { scale: { color: 'independent' } } } as TopLevelSpec;
}

/** A chart with a title above it. */
export function titled(title: string, chart: TopLevelSpec): TopLevelSpec {
  return { ...plain(chart), title } as TopLevelSpec;
}

/** Without the room that a page of the report leaves around a chart: here it is made as large as it needs. */
function plain({ autosize: _size, padding: _room, ...chart }: TopLevelSpec): object {
  return chart;
}

function escaped(words: string): string {
  return words.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
