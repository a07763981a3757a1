/** What a notebook shows below a cell. */
import { afterEach, expect, test } from 'vitest';
import { histogram } from '../../lib/charts/histogram';
import { lineChart } from '../../lib/charts/lines';
import { plainColours } from '../../lib/charts/plain-colours';
import { colours } from '../../lib/charts/theme';
import { displayThrough } from '../../lib/notebooks/display';
import { show, sideBySide } from '../../lib/notebooks/picture';
import { heatMap } from '../../lib/pictures';

type Forms = Record<string, string>;

afterEach(() => displayThrough(() => {}));

/** What is displayed, by MIME type. */
async function shown(work: () => Promise<void>): Promise<Forms> {
  const all: Forms[] = [];
  displayThrough(({ data }) => all.push(data as Forms));
  await work();
  expect(all).toHaveLength(1);
  return all[0] ?? {};
}

const axes = { x: { title: 'key' }, y: { title: 'query' } };

test('a picture comes as Vega-Lite, SVG, an image and words', async () => {
  const forms = await shown(() => show(heatMap([[0, 1]], 'sequential', axes), 'A <small> picture'));
  expect(Object.keys(forms)).toEqual([
    'application/vnd.vegalite.v5+json',
    'image/svg+xml',
    'text/html',
    'text/plain',
  ]);
  expect(forms['text/plain']).toBe('A <small> picture');
  expect(forms['image/svg+xml']).toMatch(/^<svg role="img" aria-label="A &#60;small&#62; picture"/);
  const [, image = ''] = /base64,([^"]+)"/.exec(forms['text/html'] ?? '') ?? [];
  expect(Buffer.from(image, 'base64').toString()).toMatch(/^<svg .*<\/svg>$/s);
});

test('no picture asks for our style sheet', async () => {
  const chart = sideBySide({
    one: heatMap([[0.5, -1]], 'diverging', axes),
    two: heatMap([[1]], 'sequential', axes),
  });
  expect(JSON.stringify(await shown(() => show(chart, 'two')))).not.toContain('var(');
});

test('colours of the palette become colours; the ends of a scale are its own, its middle is nearly zero', () => {
  expect(plainColours(`a ${colours.accent} b`)).toBe('a #2c5fb8 b');
  expect(plainColours('var(--s20) var(--d0) var(--d40)')).toBe('#2c5fb8 #2166ac #b2452b');
  expect(plainColours('var(--s0)')).toBe('#f5f3ef');
  expect(() => plainColours('var(--mauve)')).toThrow(RangeError);
});

test('numbers on an axis keep their digits', async () => {
  const points = [0, 1, 2].map((x) => ({ x, y: x * 0.0015 }));
  const { 'image/svg+xml': svg } = await shown(() =>
    show(lineChart([{ name: 'rate', points }], { x: 'step', y: 'learning rate' }), 'rate'),
  );
  expect(svg).toContain('>0.0010</text>');
});

test('a histogram counts everything once, and what lies outside in its first and last bar', () => {
  const chart = histogram([-9, 0.5, 1.5, 1.6, 99], { title: 'value', extent: [0, 2], bars: 2 });
  const { values } = (chart as { data: { values: { share: number }[] } }).data;
  expect(values.map(({ share }) => share)).toEqual([2 / 5, 3 / 5]);
});
