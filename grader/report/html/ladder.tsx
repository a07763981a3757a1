/** What is known about a wrong function: for the instructor at once, for a student one step at a time. */
import { diagnosisFact, ownMistakes } from '../../../lib/diagnosis/wording';
import { cleanText } from '../../clean';
import { failureGroups } from '../failures';
import { ladderOf } from '../ladder';
import type { FunctionReport } from '../schema';

/** The known mistake that explains the function, or nothing. */
export function Diagnosis({ exercise: { name, diagnosis } }: { exercise: FunctionReport }) {
  if (!diagnosis) return null;
  return (
    <div class="diagnosis">
      <p>
        <b>Diagnosis:</b> {cleanText(diagnosisFact(diagnosis, name))}
      </p>
      {ownMistakes(diagnosis, name).map(({ misconception, hint, read }) => (
        <ul>
          <li>Often behind it: {cleanText(misconception)}</li>
          <li>Hint: {cleanText(hint)}</li>
          <li>Read: {cleanText(read)}</li>
        </ul>
      ))}
    </div>
  );
}

/** Says so when a student has no failing test to look at. */
export function OnlyHidden({ exercise }: { exercise: FunctionReport }) {
  const failing = failureGroups(exercise).flatMap(({ tests }) => tests);
  if (failing.length === 0 || failing.some(({ hidden }) => !hidden)) return null;
  return (
    <p class="small" style="margin-top: .5rem">
      Every test that you have passes. Hidden ones ask the same with other sizes and other numbers: what in
      your code holds only for those in your tests?
    </p>
  );
}

/** The steps, closed: each is opened when the one before did not help. */
export function Ladder({ exercise }: { exercise: FunctionReport }) {
  const steps = ladderOf(exercise);
  if (steps.length === 0) return null;
  return (
    <div class="ladder">
      <p class="muted small">Stuck? Open one step, try again, and only then the next.</p>
      {steps.map(({ title, lines }) => (
        <details>
          <summary>{title}</summary>
          {lines.map((line) => (
            <p>{cleanText(line)}</p>
          ))}
        </details>
      ))}
    </div>
  );
}
