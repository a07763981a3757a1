/** TensorFlow.js as a module: the names of a CommonJS package, written out so that nobody has to look for them. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../root';

const require = createRequire(join(root, 'package.json'));

/**
 * A statement that exports all names of an installed package but `default`.
 *
 * @param source - an expression that gives the package where the statement runs
 */
export function exportsOf(name: string, source: string): string {
  const names = Object.keys(require(name)).filter((each) => each !== 'default');
  return `export const { ${names.join(', ')} } = ${source};`;
}
