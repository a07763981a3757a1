/** Draws a chart: a Vega-Lite specification in, SVG text for a page out. */
import { logger, None, parse, View } from 'vega';
import { compile, type TopLevelSpec } from 'vega-lite';
import { plainColours } from './plain-colours';
import { colours, theme } from './theme';

/** A class holds the same picture many times: the right positional encoding, for one. */
const drawn = new Map<string, Promise<string>>();

/**
 * The chart as an `<svg>` element that scales to its container and is hidden from screen readers: the page says
 * in words what it shows.
 */
export function renderChart(spec: TopLevelSpec): Promise<string> {
  const key = JSON.stringify(spec);
  const chart = drawn.get(key) ?? draw(spec);
  drawn.set(key, chart);
  return chart;
}

/** The same without remembering it: for charts that change. */
export async function draw(spec: TopLevelSpec): Promise<string> {
  return compact(await svgOf(spec));
}

/** The chart as the text of an SVG file: in light colours on a white ground, whatever is around it. */
export async function drawFile(spec: TopLevelSpec): Promise<string> {
  const svg = plainColours(await svgOf({ ...spec, background: colours.card }));
  // It has no page around it to inherit a font from.
  return `${svg.replaceAll('font-family="inherit"', 'font-family="sans-serif"')}\n`;
}

/** A chart as an SVG of its own. */
export async function svgOf(spec: TopLevelSpec): Promise<string> {
  // Numbers that are none would be told of on stderr; the picture shows them.
  const compiled = compile({ config: theme, ...spec }, { logger: logger(None) }).spec;
  const view = new View(parse(compiled), { renderer: 'none', logLevel: None });
  const svg = await view.toSVG();
  view.finalize();
  // Hundredths are fine enough for a drawing; numbers in its text stay as they are.
  return svg.replace(/<[^>]*>/g, (tag) => tag.replace(/(\.\d{2})\d+/g, '$1'));
}

/** Leaves out what an SVG inside an HTML page does not need; the size comes from the style sheet. */
function compact(svg: string): string {
  return svg
    .replace(
      /<svg [^>]*? width="([\d.]+)" height="([\d.]+)" viewBox="([^"]+)">/,
      '<svg viewBox="$3" aria-hidden="true">',
    )
    .replace(/<rect width="[\d.]+" height="[\d.]+" fill="transparent"\/>/, '');
}
