/** Charts for places without our style sheet: colours instead of the names of colours. */
import { light, shadesOf } from './palette';
import type { Shades } from './theme';

/** Every variable of the style sheet on light paper, by its name. */
const colours = new Map(
  [...light.matchAll(/(--[\w-]+): (#[0-9a-f]{6})/g)].map(([, name = '', hex = '']) => [name, hex]),
);
for (const kind of ['diverging', 'sequential'] satisfies Shades[]) {
  for (const { name, end, percent } of shadesOf(kind)) {
    colours.set(name, mix(colours.get(end) ?? '', colours.get('--zero') ?? '', percent / 100));
  }
}

/**
 * Puts colours in the place of `var(--name)`, whichever kind of text it is.
 *
 * @throws {RangeError} when there is no such colour
 */
export function plainColours(text: string): string {
  return text.replace(/var\((--[\w-]+)\)/g, (_, name: string) => {
    const colour = colours.get(name);
    if (!colour) throw new RangeError(`Expected a colour of the palette, got "${name}"`);
    return colour;
  });
}

/** What `color-mix` does, with numbers between the two that look even enough: the mean of squares of each channel. */
function mix(one: string, other: string, share: number): string {
  const channel = (hex: string, at: number) => Number.parseInt(hex.slice(at, at + 2), 16) ** 2;
  const mixed = [1, 3, 5].map((at) =>
    Math.round(Math.sqrt(share * channel(one, at) + (1 - share) * channel(other, at)))
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${mixed.join('')}`;
}
