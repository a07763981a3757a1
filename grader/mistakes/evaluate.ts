/** How good is the diagnosis? Measured on mistakes that were written again, by the title alone, in another style. */
import { stageOf } from '../../lib/course';
import { diagnoseStage } from '../../lib/diagnosis/diagnose';
import { knownMistakes } from '../../lib/diagnosis/known';
import { judgeStage } from '../../lib/verdict';
import { bank } from './bank';
import { cases } from './evaluation/cases';
import { type Judged, type Score, score } from './evaluation/score';
import { runVersions } from './runs';

/** What has to be reached. */
export const wantedRates = { precision: 0.97, recall: 0.8 } as const;

/** Runs the public tests on all cases and compares the diagnoses with what was done. */
export async function evaluate(): Promise<Score> {
  const all = cases();
  const versions = all.map(({ id, stage, text }) => ({ id, stage, files: new Map([[`${stage}.ts`, text]]) }));
  const records = await runVersions('diagnosis', versions, {
    backend: 'wasm',
    hidden: false,
    numbersOnly: true,
  });
  const known = new Map(all.map(({ stage }) => [stage, knownMistakes(stage)]));
  const judged = all.map((each): Judged => {
    const verdict = judgeStage(stageOf(each.stage), records.get(each.id) ?? []);
    const file = known.get(each.stage);
    return { case: each, verdict: file ? diagnoseStage(verdict, file) : verdict };
  });
  return score(judged, (id) => bank.find((mistake) => mistake.id === id)?.functionName);
}

/** What falls short, one line each. */
export function poorRates({ precision = 0, recall = 0 }: Score): string[] {
  return [
    ...(precision < wantedRates.precision
      ? [`the precision of the diagnosis is below ${wantedRates.precision}`]
      : []),
    ...(recall < wantedRates.recall ? [`the recall of the diagnosis is below ${wantedRates.recall}`] : []),
  ];
}
