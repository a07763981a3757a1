/** What every page looks like, of reports, runs and sweeps: colours, light and dark, and the plain elements. */
import { dark, light, shadesOf } from '../charts/palette';
import type { Shades } from '../charts/theme';

/** The shades of a scale, mixed by the browser: white or dark in the middle, as the page is. */
function mixtures(kind: Shades): string {
  const mixed = shadesOf(kind).map(
    ({ name, end, percent }) => `${name}:color-mix(in oklab,var(${end}) ${percent}%,var(--zero))`,
  );
  return `${mixed.join(';')};`;
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
    `:root {${light}\n${mixtures('diverging')}${mixtures('sequential')} }`,
    `@media screen and (prefers-color-scheme: dark) { :root {${dark} } }`,
    foundation,
    ...parts,
  ].join('\n');
}
