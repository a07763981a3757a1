/** Zips byte by byte, as no honest program makes them; every field can be given a lie. */
import { crc32, deflateRawSync } from 'node:zlib';

/** One entry; what is not given is as it should be. */
export interface RawEntry {
  readonly name: string | Buffer;
  readonly text?: string | Buffer;
  /** The name in front of the bytes. */
  readonly localName?: string;
  /** 0 stores, 8 deflates; others keep `packed` as it is. */
  readonly method?: number;
  /** The bytes in the zip, in the place of those of the text. */
  readonly packed?: Buffer;
  /** What the zip says about the size of the text. */
  readonly size?: number;
  readonly crc?: number;
  /** Bit 0 is encryption, bit 3 a descriptor after the bytes, bit 11 a name in UTF-8. */
  readonly flags?: number;
  /** Mode of Unix. */
  readonly mode?: number;
  /** Where the directory says that it begins. */
  readonly offset?: number;
  readonly zip64?: boolean;
}

interface RawZip {
  /** How many entries the zip says that it has. */
  readonly count?: number;
  /** What comes before the first entry. */
  readonly prefix?: Buffer;
}

/** The bytes of a zip. */
export function rawZip(
  entries: readonly RawEntry[],
  { count, prefix = Buffer.alloc(0) }: RawZip = {},
): Buffer {
  const locals: Buffer[] = [prefix];
  const directory: Buffer[] = [];
  let at = prefix.length;
  for (const entry of entries) {
    const fields = fieldsOf(entry);
    const local = localOf(entry, fields);
    directory.push(directoryOf(entry, fields, entry.offset ?? at));
    locals.push(local);
    at += local.length;
  }
  const list = Buffer.concat(directory);
  const end = pack(
    [4, 0x06054b50],
    [2, 0],
    [2, 0],
    [2, count ?? entries.length],
    [2, count ?? entries.length],
    [4, list.length],
    [4, at],
    [2, 0],
  );
  return Buffer.concat([...locals, list, end]);
}

type Fields = ReturnType<typeof fieldsOf>;

function fieldsOf(entry: RawEntry) {
  const bytes = Buffer.from(entry.text ?? '');
  const method = entry.method ?? 8;
  const packed = entry.packed ?? (method === 8 ? deflateRawSync(bytes) : bytes);
  return {
    method,
    packed,
    size: entry.size ?? bytes.length,
    crc: entry.crc ?? crc32(bytes),
    flags: entry.flags ?? 0x800,
  };
}

function localOf({ name, localName }: RawEntry, { method, packed, size, crc, flags }: Fields): Buffer {
  const bytes = Buffer.from(localName ?? name);
  const later = (flags & 8) !== 0;
  const sums: Field[] = [
    [4, crc],
    [4, packed.length],
    [4, size],
  ];
  const head = pack(
    [4, 0x04034b50],
    [2, 20],
    [2, flags],
    [2, method],
    [4, 0],
    ...(later ? zeros : sums),
    [2, bytes.length],
    [2, 0],
  );
  const descriptor = later ? pack([4, 0x08074b50], ...sums) : Buffer.alloc(0);
  return Buffer.concat([head, bytes, packed, descriptor]);
}

function directoryOf(
  { name, mode = 0o100644, zip64 = false }: RawEntry,
  { method, packed, size, crc, flags }: Fields,
  offset: number,
): Buffer {
  const bytes = Buffer.from(name);
  const wide = zip64 ? pack([2, 1], [2, 24], [8, size], [8, packed.length], [8, offset]) : Buffer.alloc(0);
  const narrow = (value: number): Field => [4, zip64 ? 0xffffffff : value];
  const head = pack(
    [4, 0x02014b50],
    [2, 0x031e],
    [2, 20],
    [2, flags],
    [2, method],
    [4, 0],
    [4, crc],
    narrow(packed.length),
    narrow(size),
    [2, bytes.length],
    [2, wide.length],
    [2, 0],
    [2, 0],
    [2, 0],
    [4, (mode << 16) >>> 0],
    narrow(offset),
  );
  return Buffer.concat([head, bytes, wide]);
}

/** How many bytes, and the number in them. */
type Field = readonly [bytes: number, value: number];

const zeros: Field[] = [
  [4, 0],
  [4, 0],
  [4, 0],
];

function pack(...fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.map(([length, value]) => {
      const bytes = Buffer.alloc(length);
      bytes.writeUIntLE(value, 0, Math.min(6, length));
      return bytes;
    }),
  );
}
