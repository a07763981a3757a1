/** The colours of runs, variables of the style sheet. Without a library beside it, so that the page may have it, too. */

/** So many colours can be told apart; then they come again. */
export const runColours = 10;

/** The colour of the n-th run. */
export function runColour(index: number): string {
  return `var(--run-${index % runColours})`;
}
