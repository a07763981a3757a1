/** Loads the bundle of TensorFlow.js (bundle.ts) with the code that V8 compiled earlier. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';

/** The bundle in its folder, */
export const tensorFlowFile = 'tensorflow.cjs';
/** the code that V8 compiled from it, */
export const codeFile = 'tensorflow.code';
/** and what each package exports. */
export const namesFile = 'names.json';

/** Gives back a package of TensorFlow.js by its name. */
export type LoadPackage = (name: string) => unknown;

/** The names that each package exports, but for `default`: by package. */
export function namesIn(folder: string): Readonly<Record<string, readonly string[]>> {
  return JSON.parse(readFileSync(join(folder, namesFile), 'utf8'));
}

/**
 * @param folder - where the bundle is
 * @returns the script, and what loads a package that is in it
 */
export function loadTensorFlow(folder: string): { script: Script; load: LoadPackage } {
  const [filename, code] = [join(folder, tensorFlowFile), join(folder, codeFile)];
  const text = readFileSync(filename, 'utf8');
  const cachedData = existsSync(code) ? readFileSync(code) : undefined;
  // What Node puts around every CommonJS module.
  const wrapped = `(function (exports, require, module, __filename, __dirname) {${text}\n})`;
  const script = new Script(wrapped, { filename, ...(cachedData && { cachedData }) });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(filename), module, filename, dirname(filename));
  return { script, load: module.exports as LoadPackage };
}
