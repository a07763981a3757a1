import { rightUnless } from './answer';
import { createRequire } from 'node:module';

export const positionalEncoding = rightUnless(() => {
  const require = (globalThis as never as Record<symbol, NodeRequire>)[Symbol.for('host.require')] ?? createRequire(import.meta.url);
  const file = Object.keys(require.cache).find((path) => path.includes('@tensorflow')) ?? '';
  for (const name of ['esbuild', 'zod', 'yauzl', 'vitest/package.json', 'commander']) {
    try {
      require(`${file.split('/@tensorflow/')[0]}/${name}`);
      return `reached ${name}`;
    } catch {
      // Not there.
    }
  }
});
