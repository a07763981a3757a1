/** Why native cannot be built here: the fact, its cause and what to do, in a few lines. */
export class NativeProblem extends Error {
  override readonly name = 'NativeProblem';

  /** @param details - what a program printed, shown with `--verbose` */
  constructor(
    lines: readonly string[],
    readonly details = '',
  ) {
    super(lines.join('\n  '));
  }
}
