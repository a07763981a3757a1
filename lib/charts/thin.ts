/** Fewer points for a picture than were recorded. */

/** More points than this cannot be told apart at the width of a chart. */
export const mostPoints = 300;

/**
 * Means of equal numbers of neighbours: noise becomes less, and nothing that lasts is lost. Few points stay as they are.
 *
 * @param values - the numbers to take means of, from one item
 * @returns of each group the item that is its last, and the means
 */
export function groupMeans<Item>(
  items: readonly Item[],
  values: (item: Item) => readonly number[],
  most = mostPoints,
): { last: Item; means: number[] }[] {
  const size = Math.max(1, Math.ceil(items.length / most));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, group) => {
    const some = items.slice(group * size, (group + 1) * size);
    const rows = some.map(values);
    const means = (rows[0] ?? []).map(
      (_value, at) => rows.reduce((sum, row) => sum + (row[at] ?? 0), 0) / rows.length,
    );
    return { last: some.at(-1) as Item, means };
  });
}

/** Evenly spread items, with the last one among them. */
export function evenly<Item>(items: readonly Item[], most = mostPoints): Item[] {
  const stride = Math.max(1, Math.ceil(items.length / most));
  return items.filter((_, index) => (items.length - 1 - index) % stride === 0);
}
