/** Finds out which failures only follow from an earlier stage that is not right. */
import { stageOfFunction, stages } from '../course';
import { type FunctionVerdict, type StageVerdict, type Status, summariseStage } from '../verdict';
import { functionsReached, type Sources } from './reach';

/**
 * Calls a function blocked when it fails and uses a function of an earlier stage that is not right: what is to
 * be mended lies there. (The grader goes further and tests it again on the reference for the earlier stages.)
 *
 * @param verdicts - of the stages that ran, in order; stages that did not run count as right
 * @param sources - the files of the student
 */
export function blame(verdicts: readonly StageVerdict[], sources: Sources): StageVerdict[] {
  const wrong = new Map<string, Status>();
  for (const { functions } of verdicts) {
    for (const { name, status } of functions) if (status !== 'passed') wrong.set(name, status);
  }
  return verdicts.map((verdict) => {
    const stage = stages.find(({ stem }) => stem === verdict.stem);
    if (!stage) return verdict;
    const functions = verdict.functions.map((each) => blameFunction(each, verdict.stem, wrong, sources));
    return { ...summariseStage(stage, functions), functions };
  });
}

function blameFunction(
  verdict: FunctionVerdict,
  stem: string,
  wrong: ReadonlyMap<string, Status>,
  sources: Sources,
): FunctionVerdict {
  if (verdict.status === 'passed' || verdict.status === 'not started') return verdict;
  const culprit = earlierStageAtFault(stem, verdict.name, (name) => wrong.has(name), sources);
  return culprit ? { ...verdict, status: 'blocked', blockedBy: culprit } : verdict;
}

/**
 * The earliest stage before `stem` with a function that `name` uses and that is not right.
 *
 * @param isWrong - whether the function of this name is known not to be right
 */
export function earlierStageAtFault(
  stem: string,
  name: string,
  isWrong: (name: string) => boolean,
  sources: Sources,
): string | undefined {
  const earlier = functionsReached(sources, { file: `exercises/${stem}.ts`, name })
    .filter((place) => isWrong(place.name))
    .map((place) => stageOfFunction(place.name)?.stem)
    .filter((owner): owner is string => owner !== undefined && owner < stem);
  return earlier.sort()[0];
}
