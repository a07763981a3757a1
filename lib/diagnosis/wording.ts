/** A diagnosis in words, the same for a student's terminal and for the report. */
import type { Diagnosis } from './diagnose';

/** `Your result is what you get when the softmax runs over the queries.` */
export function diagnosisSentence(diagnosis: Diagnosis): string {
  return `Your result is what you get when ${diagnosis.map(({ title }) => title).join(', and besides ')}.`;
}

/** What a function is told first: its mistakes, or that another function of the stage is to be mended before it. */
export function diagnosisFact(diagnosis: Diagnosis, functionName: string): string {
  if (ownMistakes(diagnosis, functionName).length > 0) return diagnosisSentence(diagnosis);
  const elsewhere = [...new Set(diagnosis.map((mistake) => mistake.functionName))];
  return `It goes wrong with ${elsewhere.join(' and ')}, which it uses: mend that first.`;
}

/** Those mistakes that sit in the function itself. */
export function ownMistakes(diagnosis: Diagnosis, functionName: string): Diagnosis {
  return diagnosis.filter((mistake) => mistake.functionName === functionName);
}

/** The fact, then for each mistake of the function itself what is often behind it, a nudge, and where to read. */
export function diagnosisLines(diagnosis: Diagnosis, functionName: string): string[] {
  return [
    diagnosisFact(diagnosis, functionName),
    ...ownMistakes(diagnosis, functionName).flatMap(({ misconception, hint, read }) => [
      `often behind it: ${misconception}`,
      `hint: ${hint}`,
      `read: ${read}`,
    ]),
  ];
}
