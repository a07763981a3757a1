/** Zips byte by byte, from a recipe: honest in everything that the recipe does not ask for. */
import { crc32, deflateRawSync } from 'node:zlib';
import type { Texts } from '../support/folders';
import type { Recipe, ZipEntry } from './recipe';

/** One entry of the finished zip. */
interface Packed {
  readonly name: Buffer;
  readonly mode: number;
  readonly data: Buffer;
  readonly method: number;
  readonly checksum: number;
  readonly size: number;
}

/**
 * @param recipe - its `zip` lists entries
 * @param files - the files of the submission, by path
 */
export function zipOf(recipe: Recipe, files: Texts): Buffer {
  const { zip = [], alone, overlap, secondDirectory } = recipe;
  const plain = Object.entries(files).map(([name, text]) => ({ name, text, times: 1, stored: false }));
  const entries = [...(alone ? [] : plain), ...zip].flatMap((entry) => {
    const packed = pack(entry);
    return Array.from({ length: entry.times }, (_, index) => ({
      ...packed,
      name: Buffer.from(entry.name.replaceAll('#', String(index))),
    }));
  });
  const locals = overlap ? entries.slice(0, 1).map(local) : entries.map(local);
  const body = Buffer.concat(locals);
  const offsets = entries.map((_, index) => (overlap ? 0 : sum(locals.slice(0, index))));
  const directory = (some: readonly Packed[]) =>
    Buffer.concat(some.map((entry, index) => central(entry, offsets[index] ?? 0)));
  const whole = withEnd(body, directory(entries), entries.length);
  if (!secondDirectory) return whole;
  const others = directory(entries.slice(0, -1));
  return withEnd(whole, others, entries.length - 1);
}

function pack(entry: ZipEntry): Omit<Packed, 'name'> {
  const content = entry.zeros ? Buffer.alloc(entry.zeros) : Buffer.from(entry.text ?? '');
  return {
    mode: entry.mode ? Number.parseInt(entry.mode, 8) : 0o100644,
    data: entry.stored ? content : deflateRawSync(content, { level: 9 }),
    method: entry.stored ? 0 : 8,
    checksum: crc32(content),
    size: entry.claims ?? content.length,
  };
}

/** What stands before the bytes of an entry, and again in the directory: from the flags to the length of the extras. */
function common({ method, checksum, data, size, name }: Packed): Buffer {
  const head = Buffer.alloc(24);
  // Names are in UTF-8.
  head.writeUInt16LE(0x800, 0);
  head.writeUInt16LE(method, 2);
  head.writeUInt32LE(checksum, 8);
  head.writeUInt32LE(data.length, 12);
  head.writeUInt32LE(size, 16);
  head.writeUInt16LE(name.length, 20);
  return head;
}

function local(entry: Packed): Buffer {
  return Buffer.concat([Buffer.from('PK\x03\x04\x14\x00', 'latin1'), common(entry), entry.name, entry.data]);
}

function central(entry: Packed, offset: number): Buffer {
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE((entry.mode << 16) >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  const head = Buffer.from('PK\x01\x02\x14\x03\x14\x00', 'latin1');
  return Buffer.concat([head, common(entry), tail, entry.name]);
}

function withEnd(before: Buffer, directory: Buffer, count: number): Buffer {
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(before.length, 16);
  return Buffer.concat([before, directory, end]);
}

function sum(buffers: readonly Buffer[]): number {
  return buffers.reduce((total, { length }) => total + length, 0);
}
