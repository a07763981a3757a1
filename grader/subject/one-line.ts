/**
 * A stranger's words in one line: a second one could look like the grader's own. Longer ones than the limit are of no
 * use to a reader.
 */
export function oneLine(text: string, characters: number): string {
  return text
    .slice(0, 2 * characters)
    .replace(/\s*[\r\n\u0085\u2028\u2029]+\s*/g, ' ')
    .slice(0, characters);
}
