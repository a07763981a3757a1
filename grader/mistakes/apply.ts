/** Makes the text of a wrong implementation out of the reference. */
import type { Edit, Mistake } from './mistake';

/**
 * Applies edits one after the other.
 *
 * @returns the edited text, or undefined when an edit does not find its text exactly once: two mistakes then
 *   touch the same place
 */
export function applyEdits(text: string, edits: readonly Edit[]): string | undefined {
  let edited = text;
  for (const { find, put } of edits) {
    const [before, after, ...more] = edited.split(find);
    if (before === undefined || after === undefined || more.length > 0) return undefined;
    edited = before + put + after;
  }
  return edited;
}

/**
 * The file of a stage with one mistake or several in it.
 *
 * @param reference - the text of `solutions/<stage>.ts`
 * @returns undefined when the mistakes exclude each other
 */
export function withMistakes(reference: string, mistakes: readonly Mistake[]): string | undefined {
  return applyEdits(
    reference,
    mistakes.flatMap(({ edits }) => edits),
  );
}
