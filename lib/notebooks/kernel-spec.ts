/** Tells Jupyter how to start the kernel of this project. */
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from '../whole-file';

/** The name that a notebook's metadata gives to its kernel. */
export const kernelName = 'transformer-homework';

/** What a notebook says about its kernel. */
export const kernelInfo = {
  name: kernelName,
  display_name: 'TypeScript (transformer homework)',
  language: 'typescript',
} as const;

/**
 * Writes the kernel's specification.
 *
 * @param folder - a `kernels` folder on Jupyter's path; the specification gets a folder of its own in it
 * @param root - the folder of the project in which the kernel works
 * @returns the folder of the specification
 */
export async function writeKernelSpec(folder: string, root: string): Promise<string> {
  const place = join(folder, kernelName);
  await mkdir(place, { recursive: true });
  writeWhole(join(place, 'kernel.json'), `${JSON.stringify(specOf(root), null, 2)}\n`);
  return place;
}

/** Takes the specification away again. @returns the folder that is gone; undefined when there was none */
export async function removeKernelSpec(folder: string): Promise<string | undefined> {
  const place = join(folder, kernelName);
  if (!(await stat(place).catch(() => undefined))) return undefined;
  await rm(place, { recursive: true });
  return place;
}

function specOf(root: string) {
  const start = ['--enable-source-maps', join(root, 'lib/cli/run.mjs'), 'lib/cli/kernel.ts'];
  return {
    // The Node that is running now: a Jupyter that was started from a menu may not find `node`.
    argv: [process.execPath, ...start, '{connection_file}'],
    display_name: kernelInfo.display_name,
    language: kernelInfo.language,
    interrupt_mode: 'signal',
  };
}
