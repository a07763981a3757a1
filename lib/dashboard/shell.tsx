/** The page before its script has run, and how it looks. */
import { Frame, renderPage } from '../page/frame';
import { styleSheet } from '../page/style';

/** The text of the page. */
export function shell(): string {
  return renderPage(
    <Frame title="Runs" style={styleSheet(look)} script="/page.js">
      <div id="app">
        <noscript>The dashboard needs JavaScript to follow the runs.</noscript>
      </div>
    </Frame>,
  );
}

const look = `
header, main { max-width: 110rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem 1rem; padding-block: 1.25rem .75rem; }
header h1 { font-size: 1.5rem; } header .end { margin-left: auto; }
main { display: grid; gap: 1.25rem; grid-template-columns: 19rem minmax(0, 1fr); align-items: start; padding-bottom: 3rem; }
.list { display: grid; gap: .375rem; position: sticky; top: .75rem; max-height: calc(100vh - 1.5rem); overflow-y: auto; }
.run { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: .125rem .5rem; align-items: center; padding: .5rem .625rem; cursor: pointer;
  background: var(--card); border: 1px solid var(--line); border-left: .3125rem solid var(--line); border-radius: 8px; }
.run:hover { border-color: var(--quiet); } .run input { margin: 0; accent-color: var(--accent); width: 1rem; height: 1rem; }
.run .name { font-weight: 600; overflow-wrap: anywhere; } .run .more { grid-column: 2 / -1; white-space: normal; color: var(--muted); font-size: .8125rem; overflow-wrap: anywhere; }
.meter { grid-column: 2 / -1; height: .25rem; border-radius: 2px; background: var(--quiet-soft); overflow: hidden; }
.meter > i { display: block; height: 100%; background: var(--quiet); }
.going-on .meter > i { background: var(--accent); }
.badge.going-on { background: color-mix(in oklab, var(--accent) 20%, var(--card)); color: var(--accent); } .badge.finished { background: var(--good-soft); color: var(--good); }
.badge.interrupted { background: var(--warn-soft); color: var(--warn); } .badge.damaged { background: var(--bad-soft); color: var(--bad); }
.detail > * + * { margin-top: 1.25rem; } .pictures, .cards { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); }
figure svg { display: block; width: 100%; height: auto; } figure h2, .cards h2 { font-size: 1rem; margin: 0 0 .375rem; }
figcaption { color: var(--muted); font-size: .8125rem; }
.cards .card { border-top: .3125rem solid var(--line); min-width: 0; } .cards pre { max-height: 16rem; overflow-y: auto; font-size: .8125rem; min-height: 6rem; }
.cards label { display: flex; gap: .75rem; align-items: center; font-size: .875rem; color: var(--muted); } .cards input { flex: 1; accent-color: var(--accent); min-width: 4rem; }
.line { display: flex; flex-wrap: wrap; gap: .25rem .5rem; align-items: baseline; margin-bottom: .375rem; } .line h2 { margin: 0; overflow-wrap: anywhere; }
.warning { border-left: 3px solid var(--warn); padding-left: .625rem; font-size: .875rem; margin-block: .375rem; overflow-wrap: anywhere; } .warning.bad { border-color: var(--bad); }
.facts { font-size: .8125rem; width: auto; } .facts th, .facts td { padding: .25rem .75rem; } .facts tbody th { font-weight: 400; color: var(--muted); white-space: nowrap; }
.facts .differs > * { background: color-mix(in oklab, var(--accent) 9%, var(--card)); } .facts .differs th { color: var(--text); font-weight: 600; }
.empty { text-align: center; padding: 4rem 1rem; grid-column: 1 / -1; } .empty code { font-size: 1rem; } .lost { color: var(--bad); }
.dot { display: inline-block; width: .625rem; height: .625rem; border-radius: 50%; margin-right: .375rem; }
.sweeps { font-size: .875rem; padding: .25rem .125rem; } button { font: inherit; font-size: .8125rem; color: var(--accent); background: none; border: 0; padding: 0; cursor: pointer; text-decoration: underline; text-underline-offset: .15em; }
@media (max-width: 52rem) { main { grid-template-columns: minmax(0, 1fr); } .list { position: static; max-height: none; } }
`;
