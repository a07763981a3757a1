/** What tslab's compiler gets to see of the project. */
import { sep } from 'node:path';
import ts from '@tslab/typescript-for-tslab';

/**
 * Shows the project's TypeScript files as if they were declarations (`.d.ts`): cells know the types of what they
 * import, but the compiler neither checks those files, for it is older than the one of the project, nor runs them.
 */
export function declareProject(root: string): void {
  const { fileExists, readFile, watchFile, getDirectories } = ts.sys;
  const isOurs = (path: string) =>
    path.startsWith(root.replaceAll(sep, '/')) && !path.includes('/node_modules/');
  const sourceOf = (path: string) => path.replace(/\.d\.ts$/, '.ts');
  const isDeclaration = (path: string) =>
    isOurs(path) && path.endsWith('.d.ts') && fileExists(sourceOf(path));
  ts.sys.fileExists = (path) =>
    isDeclaration(path) || (fileExists(path) && !(isOurs(path) && /\.tsx?$/.test(path)));
  ts.sys.readFile = (path, encoding) => readFile(isDeclaration(path) ? sourceOf(path) : path, encoding);
  // Of the types that come with no import a cell needs those of Node; to read the others takes seconds.
  ts.sys.getDirectories = (path) =>
    getDirectories(path).filter((name) => !path.endsWith('node_modules/@types') || name === 'node');
  if (!watchFile) return;
  ts.sys.watchFile = (path, callback, ...rest) =>
    isDeclaration(path)
      ? watchFile(sourceOf(path), (_, kind) => callback(path, kind), ...rest)
      : watchFile(path, callback, ...rest);
}
