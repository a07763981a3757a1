/** The list of runs: what there is, how far it is, and what is shown. */
import { runColour } from '../../charts/run-colours';
import type { RunSummary, View, Wanted } from '../view';

interface ListProps {
  readonly view: View;
  readonly chosen: readonly Wanted[];
  readonly toggle: (name: string) => void;
  readonly choose: (names: readonly string[]) => void;
}

export function RunList({ view: { runs, sweeps }, chosen, toggle, choose }: ListProps) {
  return (
    <nav class="list" aria-label="Runs">
      <p class="small muted">
        {runs.length === 1 ? '1 run' : `${runs.length} runs`}, newest first.{' '}
        <button type="button" onClick={() => choose(runs.map(({ name }) => name))}>
          all
        </button>{' '}
        <button type="button" onClick={() => choose([])}>
          none
        </button>
      </p>
      {runs.map((run) => (
        <Entry
          key={run.name}
          run={run}
          wanted={chosen.find(({ name }) => name === run.name)}
          toggle={() => toggle(run.name)}
        />
      ))}
      {sweeps.length > 0 && (
        <p class="sweeps muted">
          Tables of sweeps:{' '}
          {sweeps.map((name) => (
            <span key={name}>
              <a href={`/sweep/${encodeURIComponent(name)}`}>{name}</a>{' '}
            </span>
          ))}
        </p>
      )}
    </nav>
  );
}

interface EntryProps {
  readonly run: RunSummary;
  readonly wanted: Wanted | undefined;
  readonly toggle: () => void;
}

function Entry({ run, wanted, toggle }: EntryProps) {
  const { name, state, step, steps, remark, loss } = run;
  const share = steps > 0 ? Math.min(100, (100 * step) / steps) : 0;
  const kind = state.replace(' ', '-');
  return (
    <label class={`run ${kind}`} style={{ borderLeftColor: wanted ? runColour(wanted.colour) : undefined }}>
      <input type="checkbox" checked={wanted !== undefined} onChange={toggle} />
      <bdi class="name">{name}</bdi>
      <span class={`badge ${kind}`}>{state}</span>
      <span class="meter">
        <i style={{ width: `${share}%` }} />
      </span>
      <span class="more number">
        step {step.toLocaleString('en')} of {steps.toLocaleString('en')}
        {loss !== undefined && ` · validation ${loss.toFixed(3)}`}
      </span>
      {remark !== '' && <span class="more">{remark}</span>}
    </label>
  );
}
