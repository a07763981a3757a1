/** Shows something below the cell that runs. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Jupyter from 'tslab/dist/jupyter.js';
import { root } from '../root';

type Write = typeof Jupyter.lastWriteDisplayData;

/** tslab keeps here what its own `display` writes to, so that both work in a cell. */
const place = createRequire(join(root, 'package.json'))('tslab/dist/jupyter.js') as {
  lastWriteDisplayData: Write | null;
};

/** For the kernel: where the output of the next cell goes. */
export function displayThrough(write: Write): void {
  place.lastWriteDisplayData = write;
}

/**
 * Shows one thing in several forms, of which a reader takes the one it likes best.
 *
 * @param forms - by MIME type
 */
export function display(forms: Readonly<Record<string, string | object>>): void {
  place.lastWriteDisplayData?.({ data: forms as Record<string, string>, metadata: {}, transient: {} }, false);
}
