/** The colours of pages and charts. */
import { type Shades, shade, shadeCounts } from './theme';

/** As they stand in a style sheet. Charts name them as its variables. */
export const light = `
  color-scheme: light;
  --page: #f7f7f5; --card: #ffffff; --text: #1d232e; --muted: #566072; --line: #dfe2e8;
  --accent: #2c5fb8; --quiet: #a4adbb; --missing: #8a8f98;
  --good: #1a7346; --good-soft: #cfe9da; --bad: #b02a25; --bad-soft: #f6d3cf;
  --warn: #7d5200; --warn-soft: #f5e3b8; --quiet-soft: #e6e8ec;
  --cold: #2166ac; --zero: #f5f3ef; --warm: #b2452b;
  --run-0: #2c5fb8; --run-1: #d1701a; --run-2: #2a8a4a; --run-3: #b83a3a; --run-4: #7a53b5;
  --run-5: #8a6044; --run-6: #c95a9c; --run-7: #6b7280; --run-8: #97951f; --run-9: #1a98a8;`;

/** On a dark screen. */
export const dark = `
  color-scheme: dark;
  --page: #13161b; --card: #1a1e25; --text: #e5e8ee; --muted: #a2acbb; --line: #323945;
  --accent: #7faaf2; --quiet: #667284; --missing: #767c86;
  --good: #66c796; --good-soft: #1d4531; --bad: #f2938a; --bad-soft: #5a2723;
  --warn: #e3b85f; --warn-soft: #4d3b12; --quiet-soft: #2c323c;
  --cold: #6fb0f5; --zero: #21262e; --warm: #f29468;
  --run-0: #7faaf2; --run-1: #f0a35e; --run-2: #6cc48a; --run-3: #ee8080; --run-4: #b79ae6;
  --run-5: #c49c80; --run-6: #e893c5; --run-7: #a3abb8; --run-8: #cfcd62; --run-9: #5fcbd8;`;

/** A step of a scale: so much of the colour at its end, the rest is the colour of zero. */
interface Mixture {
  /** The variable that holds the step. */
  readonly name: string;
  /** The variable that holds the colour at the end. */
  readonly end: string;
  readonly percent: number;
}

/** The steps of a scale, from its low end to its high one. */
export function shadesOf(kind: Shades): Mixture[] {
  const count = shadeCounts[kind];
  return Array.from({ length: count }, (_, index) => {
    const value = kind === 'diverging' ? (2 * index) / (count - 1) - 1 : index / (count - 1);
    const end = value < 0 ? '--cold' : kind === 'diverging' ? '--warm' : '--accent';
    return { name: shade(kind, index), end, percent: Number((100 * Math.abs(value)).toFixed(1)) };
  });
}
