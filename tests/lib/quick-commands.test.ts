/** What a student waits for at every call: a command that only starts others loads no TensorFlow.js of its own. */
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { root } from '../../lib/root';

test.each(['test', 'watch', 'hint', 'reset'])('npm run %s loads no TensorFlow.js', async (name) => {
  const { metafile } = await build({
    entryPoints: [`lib/cli/${name}.ts`],
    absWorkingDir: root,
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'unused',
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  const loading = Object.entries(metafile.inputs).filter(([, { imports }]) =>
    imports.some(({ path, kind }) => path.startsWith('@tensorflow/') && kind === 'import-statement'),
  );
  expect(Object.keys(metafile.inputs).length).toBeGreaterThan(3);
  expect(loading.map(([file]) => file)).toEqual([]);
});
