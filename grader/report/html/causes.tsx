/** What to fix first: every root cause once, with what follows from it. */

import { cleanText } from '../../clean';
import { causesTitle, consequences, type RootCause, rootCauses } from '../causes';
import type { SubmissionReport } from '../schema';
import { formatPoints, list, plural, shortName, stageLabel } from '../wording';
import { Badge, Hint } from './parts';
import { anchor } from './stages';

/** The section, or nothing when there is nothing to fix. */
export function Causes({ submission }: { submission: SubmissionReport }) {
  const causes = rootCauses(submission);
  if (causes.length === 0) return null;
  return (
    <section aria-labelledby="causes">
      <h2 id="causes">{causesTitle(causes)}</h2>
      <ol class="causes">
        {causes.map((cause, index) => {
          const repeated = causes.slice(0, index).some(({ stage }) => stage.stem === cause.stage.stem);
          return <Cause cause={cause} submission={submission} repeated={repeated} />;
        })}
      </ol>
    </section>
  );
}

interface CauseProps {
  readonly cause: RootCause;
  readonly submission: SubmissionReport;
  /** An earlier cause of the same stage has named the consequences. */
  readonly repeated: boolean;
}

function Cause({ cause, submission, repeated }: CauseProps) {
  const { stage, functions, status, fact, hint, lost } = cause;
  return (
    <li class="card">
      <div class="stack">
        <div class="line">
          <h3>
            <a href={`#${anchor(stage.stem)}`}>
              {functions.length > 0 ? (
                <>
                  {list(functions.map(({ name }) => name))} in {stageLabel(stage)}
                </>
              ) : (
                stageLabel(stage)
              )}
            </a>
          </h3>
          <Badge status={status} />
          {lost > 0 && (
            <span class="end muted small number">{plural(Number(formatPoints(lost)), 'point')} to gain</span>
          )}
        </div>
        {hint ? <Hint>{hint}</Hint> : fact && <p>{cleanText(fact)}</p>}
        {!repeated && <Consequences stem={stage.stem} submission={submission} />}
      </div>
    </li>
  );
}

function Consequences({ stem, submission }: { stem: string; submission: SubmissionReport }) {
  const touched = consequences(stem, submission);
  const [kept, lost] = [true, false].map((credited) =>
    touched
      .filter((consequence) => consequence.credited === credited)
      .map((consequence) => shortName(consequence.stem)),
  ) as [string[], string[]];
  const sentences = [
    ...(kept.length > 0 ? [`It also breaks ${list(kept)}, tested on the reference instead.`] : []),
    ...(lost.length > 0 ? [`It blocks ${list(lost)}.`] : []),
  ];
  return sentences.length > 0 ? <p class="muted small">{sentences.join(' ')}</p> : null;
}
