/** The page of all runs. */
import { type ContainerNode, render } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { RunDetail, View, Wanted } from '../view';
import { document } from './browser';
import { atFirst, chosenInAddress, chosenOf, keepInAddress, toggled } from './chosen';
import { Facts } from './facts';
import { useView } from './follow';
import { RunList } from './list';
import { SampleCard } from './samples';

function App() {
  const [chosen, setChosen] = useState<readonly Wanted[] | undefined>(chosenInAddress);
  const { view, problem } = useView(chosen ?? []);
  const choose = (next: readonly Wanted[]) => {
    setChosen(next);
    keepInAddress(next);
  };
  useEffect(() => {
    // Not kept in the address: the newest ones are others tomorrow.
    if (view && view.runs.length > 0 && !chosen)
      setChosen(chosenOf(view.runs.slice(0, atFirst).map(({ name }) => name)));
  }, [view, chosen]);
  return (
    <>
      <Heading view={view} problem={problem} />
      <main>
        {view?.runs.length === 0 && <Empty folder={view.folder} />}
        {view && view.runs.length > 0 && (
          <>
            <RunList
              view={view}
              chosen={chosen ?? []}
              toggle={(name) => choose(toggled(chosen ?? [], name))}
              choose={(names) => choose(chosenOf(names))}
            />
            <Detail view={view} />
          </>
        )}
      </main>
    </>
  );
}

function Heading({ view, problem }: { view: View | undefined; problem: string | undefined }) {
  const training = view?.runs.filter(({ state }) => state === 'going on').length ?? 0;
  return (
    <header>
      <h1>Runs</h1>
      {view && <span class="muted small">{view.folder}</span>}
      <span class="end small" role="status">
        {problem ? (
          <span class="lost">{problem}</span>
        ) : (
          <span class="muted">{training > 0 ? `${training} going on` : 'none going on'}</span>
        )}
      </span>
    </header>
  );
}

function Empty({ folder }: { folder: string }) {
  return (
    <div class="card empty">
      <h2>There is no run yet</h2>
      <p class="muted">
        <code>npm run train</code> makes the first one, in {folder}. It appears here as soon as it has begun.
      </p>
    </div>
  );
}

function Detail({ view: { shown, pictures } }: { view: View }) {
  if (shown.length === 0) return <p class="muted">Tick a run to see its curves, samples and settings.</p>;
  return (
    <div class="detail">
      <div class="pictures">
        {pictures.map(({ title, caption, svg }) => (
          <figure key={title} class="card">
            <h2>{title}</h2>
            {/* Not escaped: vega drew it, and escapes the text in it. */}
            <div dangerouslySetInnerHTML={{ __html: svg }} />
            <figcaption>{caption}</figcaption>
          </figure>
        ))}
      </div>
      <div class="cards">
        {shown.map((run: RunDetail) => (
          <SampleCard key={run.name} run={run} />
        ))}
      </div>
      <Facts runs={shown} />
    </div>
  );
}

render(<App />, document.getElementById('app') as ContainerNode);
