/** Settings, sizes and versions of the runs that are shown, side by side: what differs comes first. */
import { runColour } from '../../charts/run-colours';
import type { RunDetail } from '../view';

interface Fact {
  readonly name: string;
  /** One for each run; empty where it has none. */
  readonly values: readonly string[];
  readonly differs: boolean;
}

/** All facts that any run has. When a run began is its own, and no difference to look at. */
export function factsOf(runs: readonly RunDetail[]): Fact[] {
  const names = [...new Set(runs.flatMap(({ facts }) => facts.map(([name]) => name)))];
  return names.map((name) => {
    const values = runs.map(({ facts }) => facts.find(([other]) => other === name)?.[1] ?? '');
    return { name, values, differs: name !== 'started' && new Set(values).size > 1 };
  });
}

export function Facts({ runs: all }: { runs: readonly RunDetail[] }) {
  const runs = all.filter(({ facts }) => facts.length > 0);
  const facts = factsOf(runs);
  const [different, same] = [facts.filter(({ differs }) => differs), facts.filter(({ differs }) => !differs)];
  if (runs.length === 0) return null;
  return (
    <section>
      <h2>Settings and versions</h2>
      <div class="scroll">
        <table class="facts">
          <thead>
            <tr>
              <th />
              {runs.map(({ name, colour }) => (
                <th key={name}>
                  <i class="dot" style={{ background: runColour(colour) }} />
                  <bdi>{name}</bdi>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {[...different, ...same].map(({ name, values, differs }) => (
              <tr key={name} class={differs ? 'differs' : ''}>
                <th>{name}</th>
                {values.map((value, index) => (
                  <td key={runs[index]?.name}>{value}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
