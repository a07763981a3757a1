/** Shares as a person reads them. */

/** As a text: `99.9%`. */
export function percent(value: number): string {
  return `${inPercent(value)}%`;
}

/** In percent with one decimal, never rounded up to what it is not: 0.9999 gives 99.9. */
export function inPercent(value: number): number {
  return Math.floor(value * 1000 + 1e-9) / 10;
}
