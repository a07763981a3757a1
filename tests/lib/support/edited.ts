/** Transformers made from the reference by small edits of its text. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll } from 'vitest';
import { applyEdits } from '../../../grader/mistakes/apply';
import type { Transformer } from '../../../lib/reversal/train';
import { root } from '../../../lib/root';

/** `[stage, text, what stands in its place]`; the text occurs exactly once in `solutions/<stage>…`. */
export type Edit = readonly [stage: string, find: string, put: string];

/** A place for edited transformers; it is gone when the test file is done. */
export async function editedTransformers(): Promise<(edits: readonly Edit[]) => Promise<Transformer>> {
  const cache = join(root, '.cache');
  await mkdir(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, 'edited-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  return async (edits) => {
    const outfile = join(folder, `${count++}.mjs`);
    await bundle(edits, outfile);
    const { transformer } = await import(/* @vite-ignore */ pathToFileURL(outfile).href);
    return transformer as Transformer;
  };
}

async function bundle(edits: readonly Edit[], outfile: string): Promise<void> {
  await build({
    entryPoints: [join(root, 'solutions/06-transformer.ts')],
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    outfile,
    plugins: [
      {
        name: 'edits',
        setup({ onLoad }) {
          onLoad({ filter: /solutions[\\/]\d\d-[\w-]+\.ts$/ }, ({ path }) => ({
            contents: edited(readFileSync(path, 'utf8'), path, edits),
            loader: 'ts',
          }));
        },
      },
    ],
  });
}

function edited(text: string, path: string, edits: readonly Edit[]): string {
  const stage = /(\d\d)-[\w-]+\.ts$/.exec(path)?.[1];
  const own = edits.filter(([of]) => of === stage).map(([, find, put]) => ({ find, put }));
  const changed = applyEdits(text, own);
  if (changed !== undefined) return changed;
  throw new Error(`An edit does not find its text exactly once in stage ${stage}: ${JSON.stringify(own)}`);
}
