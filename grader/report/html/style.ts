/** The one style sheet of every page: light, dark, phone and print. */
import { styleSheet } from '../../../lib/page/style';

const parts = `
.stamp { background: var(--bad-soft); color: var(--bad); font-weight: 650; text-align: center; padding: .5rem 1rem; }
.class-table .stamp { display: block; width: max-content; padding: 0 .375rem; border-radius: 4px; font-size: .75rem; }
.eyebrow { color: var(--muted); font-size: .875rem; margin-bottom: .375rem; }
.score { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; margin-top: .875rem; }
.score strong { font-size: clamp(2.5rem, 11vw, 3.5rem); font-weight: 680; line-height: 1; letter-spacing: -.02em; font-variant-numeric: tabular-nums; }
.score span { color: var(--muted); font-size: 1.125rem; }
.progress { display: flex; gap: 3px; height: .75rem; margin: .875rem 0; }
.progress > span { background: var(--quiet-soft); border-radius: 3px; overflow: hidden; min-width: 4px; }
.progress > span > span { display: block; height: 100%; background: var(--good); }
.passed { background: var(--good-soft); color: var(--good); } .blocked { background: var(--warn-soft); color: var(--warn); }
.failed, .crashed, .timed-out, .rejected { background: var(--bad-soft); color: var(--bad); }
.hidden-mark { border: 1px solid var(--line); background: none; color: var(--muted); font-weight: 400; }
.banner { border-left: 4px solid var(--warn); } .banner.rejection { border-left-color: var(--bad); }
.causes { list-style: none; padding: 0; display: grid; gap: .75rem; counter-reset: cause; }
.causes > li { display: grid; grid-template-columns: auto 1fr; column-gap: .875rem; counter-increment: cause; }
.causes > li::before { content: counter(cause); font-weight: 650; font-size: 1.125rem; color: var(--muted); font-variant-numeric: tabular-nums; }
.line { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .625rem; } .line > .end { margin-left: auto; }
.stack > * + * { margin-top: .5rem; }
tfoot th, tfoot td { color: var(--muted); font-size: .875rem; } tfoot tr:first-child > * { border-top: 2px solid var(--line); }
.class-table td, .class-table th { white-space: nowrap; padding-inline: .5rem; }
.class-table tbody th, .class-table thead th:first-child, .class-table tfoot th { position: sticky; left: 0; background: var(--card); padding-left: .75rem; }
.class-table tbody th a { display: inline-block; max-width: clamp(7.5rem, 28vw, 16rem); overflow: hidden; text-overflow: ellipsis; vertical-align: bottom; }
.class-table td > .cell { display: block; padding: .0625rem .375rem; border-radius: 4px; font-size: .875rem; font-variant-numeric: tabular-nums; }
.class-table tbody b { font-weight: 600; } .class-table .reason { white-space: normal; min-width: 16rem; color: var(--bad); } .cell.not-started { color: var(--muted); background: none; }
.figures { display: flex; flex-wrap: wrap; gap: .75rem; margin-top: 1rem; }
.figures > div { flex: 1 1 7rem; } .figures dt { color: var(--muted); font-size: .8125rem; } .figures dd { font-size: 1.5rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.stages { display: grid; gap: .75rem; } .function + .function, .function + .all-passed { border-top: 1px solid var(--line); margin-top: .875rem; padding-top: .875rem; }
.claims { list-style: none; padding: 0; } .claims > li { padding-left: 1.375rem; text-indent: -1.375rem; } .claims .sign { display: inline-block; width: 1.375rem; } .claims .sign, .claims .badge { text-indent: 0; }
.failure, .advice { margin-top: .75rem; } .failure .sign { color: var(--bad); font-weight: 700; }
.fact { margin: .375rem 0 0 1.375rem; white-space: pre-wrap; overflow-wrap: anywhere; font-family: ui-monospace, SFMono-Regular, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .8125rem; }
.hint { margin: .375rem 0 0 1.375rem; padding-left: .75rem; border-left: 3px solid var(--accent); overflow-wrap: anywhere; white-space: pre-line; } .hint b { font-weight: 600; color: var(--accent); }
.causes .hint { margin-left: 0; }
.diagnosis { margin-top: .75rem; padding: .625rem .75rem; border-left: 3px solid var(--warn); background: var(--page); overflow-wrap: anywhere; } .diagnosis ul { padding-left: 1.25rem; margin-top: .25rem; }
.ladder { margin: .75rem 0 0 1.375rem; display: grid; gap: .25rem; } .ladder details { border: 1px solid var(--line); border-radius: 6px; padding: .375rem .75rem; overflow-wrap: anywhere; } .ladder details > p { margin-top: .375rem; }
.pictures { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); align-items: start; }
.pictures > .wide { grid-column: 1 / -1; }
.panels { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); margin-block: .75rem .5rem; }
figure h4 { color: var(--muted); font-weight: 500; margin: .5rem 0 .25rem; }
figcaption { color: var(--muted); font-size: .875rem; text-wrap: pretty; } figure svg { display: block; width: 100%; height: auto; max-width: 34rem; margin: .5rem auto; }
.panels svg { max-width: 23rem; margin: 0; } .panels svg .mark-rect { shape-rendering: crispEdges; }
.key { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem .5rem; color: var(--muted); font-size: .8125rem; }
.key .entry { display: inline-flex; align-items: center; gap: .375rem; } .key .ramp { width: 9rem; height: .625rem; border-radius: 2px; } .key .swatch { width: .875rem; height: .875rem; border-radius: 3px; }
.ramp.diverging { background: linear-gradient(to right in oklab, var(--cold), var(--zero), var(--warm)); } .ramp.sequential { background: linear-gradient(to right in oklab, var(--zero), var(--accent)); }
`;

/** An answer of a stranger stays in its frame: nothing of it is drawn over anything else. */
const writing = `
.written .beside { display: grid; gap: 1rem; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); margin-top: .75rem; }
.written .answer { contain: paint; overflow: auto; max-height: 60rem; padding: .25rem .75rem; border: 1px solid var(--line); border-radius: 6px; overflow-wrap: anywhere; }
.written .rubric { border-left: 3px solid var(--accent); padding-left: .75rem; }
.markdown > * + *, .markdown li + li { margin-top: .5rem; } .markdown ul, .markdown ol { padding-left: 1.25rem; }
.markdown table { width: auto; } .markdown blockquote { margin: 0; padding-left: .75rem; border-left: 3px solid var(--line); }
.markdown .link { text-decoration: underline dotted; } .markdown math { font-size: 1.1em; }
@media (max-width: 48rem) { .written .beside { grid-template-columns: minmax(0, 1fr); } }
@media print { .written .answer { max-height: none; contain: none; overflow: hidden; } }
`;

const media = `
@media (max-width: 36rem) { th, td { padding-inline: .5rem; } .card { padding: .875rem; } .stage-table .meter { display: none; } }
@media print {
  body { background: none; font-size: 10pt; } header, main, footer { max-width: none; padding-inline: 0; }
  nav, .no-print { display: none; } main > section { margin-top: 1.25rem; } a { color: inherit; text-decoration: none; }
  .card, figure, tr, .failure, .causes > li { break-inside: avoid; } h2, h3 { break-after: avoid; } .scroll { overflow: visible; }
  .on-paper::details-content { content-visibility: visible; block-size: auto; }
  .badge, .cell, .progress, svg, .ramp, .swatch { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;

/** The text of the `<style>` element. */
export const style = styleSheet(parts, writing, media);
