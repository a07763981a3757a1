/** Texts as numbers, by given code: a milestone that is not about stage 07 does not lean on it. */

/** Stand-ins, before all words. */
export const rare = '<rare>';

/**
 * Numbers the most frequent tokens; all others share the number of {@link rare}.
 *
 * @param special - come first, {@link rare} among them
 * @param most - size of the vocabulary, with the special ones
 */
export function frequentTokens(
  tokens: readonly string[],
  special: readonly string[],
  most: number,
): { readonly vocab: number; readonly idOf: (token: string) => number } {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  const frequent = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1)).map(([token]) => token);
  const vocabulary = [...special, ...frequent.slice(0, most - special.length)];
  const ids = new Map(vocabulary.map((token, id) => [token, id]));
  const other = special.indexOf(rare);
  return { vocab: vocabulary.length, idOf: (token) => ids.get(token) ?? other };
}

/** Words in small letters, without what stands between them. */
export function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter(Boolean);
}

/** The sentences of a text; a new one begins after a full stop, a question mark or an exclamation mark and a space. */
export function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?!]["']?)\s+/);
}
