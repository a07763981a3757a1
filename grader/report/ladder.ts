/** The ladder below the failures of a function: steps that a student opens one at a time, the vaguest first. */
import { stageOfFunction } from '../../lib/course';
import { diagnosisFact, ownMistakes } from '../../lib/diagnosis/wording';
import type { FunctionReport } from './schema';

/** One step: what it is about, and what it says. */
export interface Step {
  readonly title: string;
  readonly lines: readonly string[];
}

/** First what is known about the result, then the hints of the course but for the last one. None where nothing fails. */
export function ladderOf(exercise: FunctionReport): Step[] {
  if (!['failed', 'crashed', 'timed out'].includes(exercise.status)) return [];
  return [...diagnosisSteps(exercise), ...hintSteps(exercise.name)];
}

function diagnosisSteps({ name, diagnosis }: FunctionReport): Step[] {
  if (!diagnosis) return [];
  const own = ownMistakes(diagnosis, name);
  const steps = [
    { title: 'What your result looks like', lines: [diagnosisFact(diagnosis, name)] },
    { title: 'What is often behind it', lines: own.map(({ misconception }) => misconception) },
    { title: 'A nudge', lines: own.flatMap(({ hint, read }) => [hint, `Read: ${read}`]) },
  ];
  return steps.filter(({ lines }) => lines.length > 0);
}

function hintSteps(name: string): Step[] {
  const exercise = stageOfFunction(name)?.functions.find((each) => each.name === name);
  if (!exercise) return [];
  const { hints, todo } = exercise;
  const shown = hints.slice(0, -1);
  const last = `npm run hint ${todo} opens it in your folder, after those before it. It is nearly the answer.`;
  return [
    ...shown.map((hint, index) => ({ title: `Hint ${index + 1} of ${hints.length}`, lines: [hint] })),
    { title: `Hint ${hints.length} of ${hints.length}`, lines: [last] },
  ];
}
