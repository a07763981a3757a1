/** Puts the files of a command that is written in TypeScript together. Plain JavaScript, as `run.mjs` is. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Puts a command together and returns the file to run, or throws an Error with one readable line. */
export async function bundleCommand(entry, root, conditions) {
  const { build } = await import('esbuild');
  const folder = join(root, '.cache/commands', [basename(entry, '.ts'), ...conditions].join('-'));
  mkdirSync(folder, { recursive: true });
  const options = {
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
  };
  try {
    const { outputFiles } = await build({
      ...options,
      entryPoints: [join(root, entry)],
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      conditions: ['module', ...conditions],
      absWorkingDir: root,
      sourcemap: true,
      logLevel: 'silent',
      write: false,
    });
    for (const { path, contents } of outputFiles) putInPlace(path, contents);
  } catch (error) {
    const first = error.errors?.[0];
    const place = first?.location ? `${first.location.file}:${first.location.line}: ` : '';
    throw new Error(first ? `${place}${first.text}` : error.message);
  }
  return join(folder, basename(entry).replace(/\.ts$/, '.mjs'));
}

/** Another command may be reading the same file: it finds all of the old one or all of the new one. */
function putInPlace(path, contents) {
  try {
    if (readFileSync(path).equals(contents)) return;
  } catch {
    // Not there yet.
  }
  const draft = `${path}.${randomUUID()}.tmp`;
  writeFileSync(draft, contents);
  renameSync(draft, path);
}
