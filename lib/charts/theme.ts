/** How every chart looks. Colours are variables of the page's style sheet, so that dark mode and print work. */
import type { Config, TopLevelSpec } from 'vega-lite';

/** One layer of a chart. */
export type Layer = Extract<TopLevelSpec, { layer: unknown }>['layer'][number];

/** Width of what a chart draws, in its own units; the page scales it to the room there is. */
export const chartWidth = 300;

export const colours = {
  text: 'var(--text)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  accent: 'var(--accent)',
  quiet: 'var(--quiet)',
  good: 'var(--good)',
  bad: 'var(--bad)',
  card: 'var(--card)',
  /** A cell that holds no number. */
  missing: 'var(--missing)',
} as const;

/** Shades of a diverging scale, from −1 over 0 to 1; shades of a sequential one, from 0 to 1. */
export const shadeCounts = { diverging: 41, sequential: 21 } as const;

export type Shades = keyof typeof shadeCounts;

/** The name of a shade in the style sheet. */
export function shade(kind: Shades, index: number): string {
  return `--${kind.slice(0, 1)}${index}`;
}

/** The range of a colour scale: steps are small enough to look continuous. */
export function shadeRange(kind: Shades): string[] {
  return Array.from({ length: shadeCounts[kind] }, (_, index) => `var(${shade(kind, index)})`);
}

/**
 * The room around a chart for its labels. Without a canvas vega takes text for a third wider than it is, and a
 * chart that is fitted to its labels would be small on a phone.
 */
export function room(left: number, right: number, top: number, bottom: number) {
  return { autosize: 'none' as const, padding: { left, right, top, bottom } };
}

/** The data of a layer that is drawn once, whatever the data of the chart. */
export const once = { values: [{}] };

const text = { labelColor: colours.muted, labelFontSize: 13, titleColor: colours.muted, titleFontSize: 13 };

export const theme: Config = {
  background: 'transparent',
  padding: 2,
  // The page describes each picture in words; thousands of labelled shapes would only be in the way.
  aria: false,
  font: 'inherit',
  view: { stroke: null },
  axis: {
    ...text,
    titleFontWeight: 'normal',
    domainColor: colours.line,
    tickColor: colours.line,
    gridColor: colours.line,
  },
  text: { color: colours.text, fontSize: 13 },
  bar: { color: colours.accent },
  // A cell that holds no number is drawn all the same.
  rect: { invalid: 'show' },
  scale: { invalid: { color: { value: colours.missing } } },
};
