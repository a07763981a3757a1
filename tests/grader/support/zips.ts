/** Zips for tests, those too that no honest program would make. */
import { writeFileSync } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { Texts } from './folders';

interface ZipOptions {
  /** Names that are put into the finished zip in the place of others of the same length. */
  readonly rename?: Texts;
  /** File modes by name, where they are not those of a plain file. */
  readonly modes?: Readonly<Record<string, number>>;
}

/** Writes a zip of some files. */
export async function writeZip(path: string, files: Texts, options: ZipOptions = {}): Promise<string> {
  writeFileSync(path, await zipBytes(files, options));
  return path;
}

/** The bytes of a zip of some files. */
export async function zipBytes(files: Texts, { rename = {}, modes = {} }: ZipOptions = {}): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) {
    const mode = modes[name];
    zip.addBuffer(Buffer.from(text), name, mode === undefined ? {} : { mode });
  }
  zip.end();
  const bytes = await buffer(zip.outputStream);
  return Object.entries(rename).reduce<Buffer>((all, [from, to]) => replaceName(all, from, to), bytes);
}

/** The writer refuses names such as `../x`: they are put in afterwards, byte for byte. */
function replaceName(bytes: Buffer, from: string, to: string): Buffer {
  const [before, after] = [Buffer.from(from), Buffer.from(to)];
  if (before.length !== after.length) throw new RangeError(`${from} and ${to} differ in length`);
  for (let at = bytes.indexOf(before); at >= 0; at = bytes.indexOf(before, at + 1)) after.copy(bytes, at);
  return bytes;
}
