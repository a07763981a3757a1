/** Packs a submission: the same files make the same zip. */
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { Packed } from './collect';

/** The first moment that a zip can name, in whatever zone this machine is. */
const mtime = new Date(1980, 0, 1);

/** @returns the bytes of the zip */
export async function zipOf(files: readonly Packed[]): Promise<Buffer> {
  const zip = new ZipFile();
  const options = { mtime, mode: 0o100644, forceDosTimestamp: true };
  for (const { path, bytes } of files) zip.addBuffer(bytes, path, options);
  zip.end();
  return buffer(zip.outputStream);
}
