/** The script of the page, put together from its source: nothing is fetched from elsewhere. */
import { join } from 'node:path';
import { build } from 'esbuild';
import { root } from '../root';

export async function pageScript(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'lib/dashboard/page/main.tsx')],
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    logLevel: 'silent',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}
