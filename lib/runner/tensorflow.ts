/**
 * TensorFlow.js, loaded quickly: to import a CommonJS package Node first reads all of its text for names, which
 * takes longer than to run it.
 */
import { join } from 'node:path';
import type { Plugin } from 'vitest/config';
import { root } from '../root';
import { exportsOf } from '../tensorflow/exports';

const union = '@tensorflow/tfjs';
const marker = `\0quick:${union}`;

/** Lets vite's module runner require the package instead of importing it. */
export function quickTensorFlow(): Plugin {
  return {
    name: 'quick-tensorflow',
    enforce: 'pre',
    resolveId: (id) => (id === union ? marker : undefined),
    load: (id) => (id === marker ? requiringModule() : undefined),
  };
}

function requiringModule(): string {
  const project = join(root, 'package.json');
  return `
    import { createRequire } from 'node:module';
    const tf = createRequire(${JSON.stringify(project)})('${union}');
    ${exportsOf(union, 'tf')}
    export default tf;`;
}
