/** TensorFlow.js as a module: the names of a CommonJS package, written out so that nobody has to look for them. */

/**
 * A statement that exports names of a package.
 *
 * @param source - an expression that gives the package where the statement runs
 */
export function exportsOf(names: readonly string[], source: string): string {
  return `export const { ${names.join(', ')} } = ${source};`;
}
