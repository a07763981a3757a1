/** What every page looks like, of reports, runs and sweeps: colours, light and dark, and the plain elements. */
import { type Shades, shade, shadeCounts } from '../charts/theme';

const light = `
  color-scheme: light;
  --page: #f7f7f5; --card: #ffffff; --text: #1d232e; --muted: #566072; --line: #dfe2e8;
  --accent: #2c5fb8; --quiet: #a4adbb; --missing: #8a8f98;
  --good: #1a7346; --good-soft: #cfe9da; --bad: #b02a25; --bad-soft: #f6d3cf;
  --warn: #7d5200; --warn-soft: #f5e3b8; --quiet-soft: #e6e8ec;
  --cold: #2166ac; --zero: #f5f3ef; --warm: #b2452b;
  --run-0: #2c5fb8; --run-1: #d1701a; --run-2: #2a8a4a; --run-3: #b83a3a; --run-4: #7a53b5;
  --run-5: #8a6044; --run-6: #c95a9c; --run-7: #6b7280; --run-8: #97951f; --run-9: #1a98a8;`;

const dark = `
  color-scheme: dark;
  --page: #13161b; --card: #1a1e25; --text: #e5e8ee; --muted: #a2acbb; --line: #323945;
  --accent: #7faaf2; --quiet: #667284; --missing: #767c86;
  --good: #66c796; --good-soft: #1d4531; --bad: #f2938a; --bad-soft: #5a2723;
  --warn: #e3b85f; --warn-soft: #4d3b12; --quiet-soft: #2c323c;
  --cold: #6fb0f5; --zero: #21262e; --warm: #f29468;
  --run-0: #7faaf2; --run-1: #f0a35e; --run-2: #6cc48a; --run-3: #ee8080; --run-4: #b79ae6;
  --run-5: #c49c80; --run-6: #e893c5; --run-7: #a3abb8; --run-8: #cfcd62; --run-9: #5fcbd8;`;

/** The shades of a scale, mixed from the colours of the theme: white or dark in the middle, as the page is. */
function ramp(kind: Shades): string {
  const count = shadeCounts[kind];
  const shades = Array.from({ length: count }, (_, index) => {
    const value = kind === 'diverging' ? (2 * index) / (count - 1) - 1 : index / (count - 1);
    const end = value < 0 ? '--cold' : kind === 'diverging' ? '--warm' : '--accent';
    const share = Number((100 * Math.abs(value)).toFixed(1));
    return `${shade(kind, index)}:color-mix(in oklab,var(${end}) ${share}%,var(--zero))`;
  });
  return `${shades.join(';')};`;
}

const foundation = `
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { margin: 0; background: var(--page); color: var(--text); line-height: 1.5;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
header, main, footer { max-width: 62rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2rem); }
header { padding-block: 1.75rem .5rem; } footer { padding-block: 1rem 3rem; color: var(--muted); font-size: .875rem; }
h1, h2, h3, h4 { line-height: 1.25; text-wrap: balance; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: clamp(1.5rem, 5vw, 2rem); font-weight: 650; letter-spacing: -.01em; }
h2 { font-size: 1.25rem; font-weight: 650; margin-bottom: .75rem; } h3 { font-size: 1rem; font-weight: 650; }
h4 { font-size: .9375rem; font-weight: 600; } h4 code { font-size: 1em; }
p, ul, ol, dl, dd, figure { margin: 0; }
main > section { margin-top: 2.25rem; }
a { color: var(--accent); text-underline-offset: .15em; } a:focus-visible, summary:focus-visible,
[tabindex]:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
code, pre { font-family: ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .875em; }
pre { margin: .5rem 0 0; padding: .75rem; overflow-x: auto; background: var(--page); border: 1px solid var(--line);
  border-radius: 6px; white-space: pre-wrap; overflow-wrap: anywhere; }
summary { cursor: pointer; } .muted { color: var(--muted); } .small { font-size: .875rem; } .number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem 1.125rem; }
.scroll { position: relative; overflow-x: auto; border: 1px solid var(--line); border-radius: 10px; background: var(--card); }
table { border-collapse: collapse; width: 100%; font-size: .9375rem; } th { text-align: left; font-weight: 600; }
th, td { padding: .5rem .75rem; border-top: 1px solid var(--line); vertical-align: baseline; }
thead th { border-top: 0; color: var(--muted); font-size: .8125rem; font-weight: 550; } tbody th { font-weight: 500; }
.badge { display: inline-block; padding: .0625rem .5rem; border-radius: 1rem; font-size: .8125rem; font-weight: 550; white-space: nowrap; background: var(--quiet-soft); color: var(--text); }
.right { text-align: right; }
.visually-hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

/**
 * The text of a `<style>` element. Paper is always light.
 *
 * @param parts - what a kind of page has besides
 */
export function styleSheet(...parts: readonly string[]): string {
  return [
    `:root {${light}\n${ramp('diverging')}${ramp('sequential')} }`,
    `@media screen and (prefers-color-scheme: dark) { :root {${dark} } }`,
    foundation,
    ...parts,
  ].join('\n');
}
