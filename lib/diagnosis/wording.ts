/** A diagnosis in words, the same for a student's terminal and for the report. */
import type { Diagnosis } from './diagnose';

/** `Your result is what you get when the softmax runs over the queries.` */
export function diagnosisSentence(diagnosis: Diagnosis): string {
  return `Your result is what you get when ${diagnosis.map(({ title }) => title).join(', and besides ')}.`;
}

/** The sentence, then for each mistake what is often behind it, a nudge, and where to read. */
export function diagnosisLines(diagnosis: Diagnosis, functionName: string): string[] {
  const elsewhere = [...new Set(diagnosis.map((mistake) => mistake.functionName))].filter(
    (name) => name !== functionName,
  );
  const sentence = diagnosisSentence(diagnosis);
  if (elsewhere.length > 0 && diagnosis.every((mistake) => mistake.functionName !== functionName)) {
    return [`It goes wrong with ${elsewhere.join(' and ')}, which it uses: mend that first.`];
  }
  const own = diagnosis.filter((mistake) => mistake.functionName === functionName);
  return [
    sentence,
    ...own.flatMap(({ misconception, hint, read }) => [
      `often behind it: ${misconception}`,
      `hint: ${hint}`,
      `read: ${read}`,
    ]),
  ];
}
