/** The probes find every layer that is taken away, and what nothing isolates. */
import { expect, test } from 'vitest';
import { type Layer, layers } from '../../../grader/isolation/layers';
import { probeSandbox } from '../../../grader/isolation/probes';
import { noSandbox, prepareSandbox } from '../../../grader/isolation/sandbox';
import { temporaryFolder } from '../support/folders';
import { isIsolated } from '../support/isolation';

const folder = temporaryFolder();

/** Node marks its own files: only an inherited one can tell, and the tests have none. See descriptors in tests/attacks. */
const seen = (Object.keys(layers) as Layer[]).filter((layer) => layer !== 'descriptors');

test.skipIf(!isIsolated).each(seen)('without the layer %s its way out is open', async (layer) => {
  process.env.GRADER_SECRET = 'seen';
  const sandbox = prepareSandbox(folder, [layer]);
  if (!sandbox) throw new Error('bubblewrap is not installed');
  const { broken, open } = await probeSandbox(sandbox, folder);
  expect(broken).toBeUndefined();
  expect(Object.keys(open)).toContain(layer);
});

test('without isolation everything but the caps is open', async () => {
  const { open } = await probeSandbox(noSandbox(), folder);
  expect(Object.keys(open)).toEqual(['network', 'processes', 'files', 'writes']);
});
