/** A milestone: the verdict in words, then what it rests on and the training curve. */
import { cleanText } from '../../clean';
import type { MilestoneReport } from '../schema';
import { milestoneFollowThrough, plural } from '../wording';
import { Badge, Chart, Picture, Points } from './parts';
import { anchor } from './stages';

/** The pictures of a milestone as SVG; absent when nothing was trained. */
export interface MilestoneCharts {
  readonly accuracy?: string | undefined;
  readonly loss?: string | undefined;
  readonly batchAccuracy?: string | undefined;
}

const anotherModel =
  'Its logits are not those of the course’s transformer, so the reference could not check what it answers with the trained weights: it is judged by its own answers and the controls.';

interface MilestoneProps {
  readonly milestone: MilestoneReport;
  readonly charts: MilestoneCharts;
  /** How the transformer leaks, if it does. */
  readonly leak: string | undefined;
}

/** The section of a milestone. */
export function Milestone({ milestone, charts, leak }: MilestoneProps) {
  const followed = milestoneFollowThrough(milestone);
  const id = anchor(milestone.stem);
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{milestone.title}</h2>
      <div class="card stack" style="margin-bottom: .75rem">
        <div class="line">
          <Badge {...milestone} />
          {milestone.status !== 'passed' && <span class="muted">{milestone.reason}</span>}
          <span class="end">
            <Points {...milestone} />
          </span>
        </div>
        <p>{cleanText(milestone.sentence)}</p>
        {leak && <p>{cleanText(leak)}</p>}
        {followed && <p class="muted small">{followed}</p>}
        {milestone.resemblance === 'another model' && <p class="muted small">{anotherModel}</p>}
      </div>
      <div class="pictures">
        {charts.accuracy && <Accuracy milestone={milestone} svg={charts.accuracy} />}
        {milestone.statements && milestone.statements.length > 0 && <Claims milestone={milestone} />}
        {charts.loss && !charts.batchAccuracy && (
          <Picture
            title="Training"
            caption="Loss on the batch of each step, as the training tells it; dotted: what has to be beaten on new text."
          >
            <Chart svg={charts.loss} />
          </Picture>
        )}
        {charts.loss && charts.batchAccuracy && (
          <Picture
            title="Training"
            caption="On the batch of each step. The loss cannot reach 0 without a leak: nobody can know the first half."
          >
            <h4 class="muted">Loss</h4>
            <Chart svg={charts.loss} />
            <h4 class="muted">Accuracy</h4>
            <Chart svg={charts.batchAccuracy} />
          </Picture>
        )}
      </div>
    </section>
  );
}

/** The statements, the controls, and what the checklist says. */
function Claims({ milestone }: { milestone: MilestoneReport }) {
  const { statements = [], controls = [], losses = [], checks = [] } = milestone;
  return (
    <Picture
      title="What is claimed"
      caption={
        <>
          On held-out text, drawn at random. At least: the exact bound for all of it, too high once in ten
          million cases; it has to exceed what is needed.
          {losses.length > 0 &&
            ` Loss: ${losses.map(({ name, loss }) => `${name} ${lossWords(loss)}`).join(', ')}.`}
          {controls.length > 0 && (
            <details class="on-paper" style="margin-top: .5rem">
              <summary>Controls: what must not pass</summary>
              <ul>
                {controls.map(({ name, hits, trials, ok }) => (
                  <li>
                    {ok ? '✓' : '✗'} {name}: {hits} of {trials}
                  </li>
                ))}
              </ul>
            </details>
          )}
          {checks.some(({ ok }) => !ok) && <Checks checks={checks} />}
        </>
      }
    >
      <table>
        <Heads of={['Against', 'Better in', 'At least', 'Needed']} />
        <tbody class="number">
          {statements.map(({ name, hits, trials, lower, level, ok }) => (
            <tr>
              <th scope="row">{name}</th>
              <td>
                {hits} of {trials}
              </td>
              <td>{share(lower)}</td>
              <td>{share(level)}</td>
              <td>{ok ? '✓' : '✗'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Picture>
  );
}

function Checks({ checks }: { checks: NonNullable<MilestoneReport['checks']> }) {
  return (
    <details class="on-paper" style="margin-top: .5rem" open>
      <summary>Why it has not learned, as the machine sees it</summary>
      <ul>
        {checks.map(({ ok, sentence }) => (
          <li>
            {ok ? '✓' : '✗'} {cleanText(sentence)}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** The heads of a table whose last column says whether a row is as it should be. */
function Heads({ of }: { of: readonly string[] }) {
  return (
    <thead>
      <tr>
        {of.map((head) => (
          <th scope="col">{head}</th>
        ))}
        <th scope="col">
          <span class="visually-hidden">As it should be</span>
        </th>
      </tr>
    </thead>
  );
}

function lossWords(loss: number | null): string {
  return loss === null ? 'not a number' : loss.toFixed(2);
}

function Accuracy({ milestone, svg }: { milestone: MilestoneReport; svg: string }) {
  const { strings, chance, level, positions } = milestone;
  const wrong = positions.filter(({ ok }) => !ok).length;
  return (
    <Picture
      title="Accuracy per position"
      caption={
        <>
          {strings === undefined ? 'Held-out strings' : `${plural(strings, 'held-out string')}`}, a thin line
          for the uncertainty. First half (grey): random tokens, so more than chance
          {chance === undefined ? '' : ` (${share(chance)})`} means that the future leaks. Second half (blue):
          should be above the level{level === undefined ? '' : ` of ${share(level)}`}.
          {wrong > 0 && ` A red bar with ✗ is not as it should be: ${wrong} of ${positions.length}.`}
          <details class="on-paper" style="margin-top: .5rem">
            <summary>The numbers</summary>
            <PositionTable positions={positions} />
          </details>
        </>
      }
    >
      <Chart svg={svg} />
    </Picture>
  );
}

function PositionTable({ positions }: Pick<MilestoneReport, 'positions'>) {
  return (
    <div class="scroll" style="margin-block: .5rem">
      <table>
        <Heads of={['Position', 'Half', 'Right', 'Accuracy', 'Between']} />
        <tbody class="number">
          {positions.map(({ position, half, hits, trials, accuracy, lower, upper, ok }) => (
            <tr>
              <th scope="row">{position}</th>
              <td>{half}</td>
              <td>
                {hits} of {trials}
              </td>
              <td>{share(accuracy)}</td>
              <td>
                {share(lower)} and {share(upper)}
              </td>
              <td>{ok ? '✓' : '✗'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function share(value: number): string {
  return `${Number((100 * value).toFixed(1))}%`;
}
