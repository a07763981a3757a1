/**
 * Files in the safetensors format: tensors by name, and a few strings about them.
 *
 * The header's length in 8 bytes (little-endian), the header as JSON, the numbers of all tensors without a gap. No
 * package on npm that is kept and typed writes it, and it is this short.
 */

/** The numbers of a tensor. */
export interface PlainTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

export interface SafetensorsFile {
  readonly tensors: Readonly<Record<string, PlainTensor>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** From where to where, counted from the end of the header. */
  readonly data_offsets: readonly [number, number];
}

/** Where the header begins. */
const lengthBytes = 8;
/** The format asks for headers below this size. */
const largestHeader = 100_000_000;
const floatBytes = Float32Array.BYTES_PER_ELEMENT;
const metadataKey = '__metadata__';

/** Writes float32 tensors, in the order of their names, with numbers that begin at a multiple of 8 bytes. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const names = Object.keys(tensors).sort();
  const header: Record<string, unknown> = { [metadataKey]: metadata };
  let end = 0;
  for (const name of names) {
    const { shape, data } = tensors[name] as PlainTensor;
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = padded(new TextEncoder().encode(JSON.stringify(header)));
  const file = new Uint8Array(lengthBytes + json.length + end);
  new DataView(file.buffer).setBigUint64(0, BigInt(json.length), true);
  file.set(json, lengthBytes);
  let at = lengthBytes + json.length;
  for (const name of names) at = put(file, at, (tensors[name] as PlainTensor).data);
  return file;
}

/** With spaces at the end: the format allows them there. */
function padded(json: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil(json.length / 8) * 8).fill(0x20);
  whole.set(json);
  return whole;
}

/** Every machine that runs Node is little-endian, as the format is. @returns where the numbers end */
function put(file: Uint8Array, at: number, data: Float32Array): number {
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
  return at + data.byteLength;
}

/**
 * Reads what {@link encodeSafetensors} wrote, or another program.
 *
 * @throws {Error} when the file is damaged, or holds numbers other than float32
 */
export function decodeSafetensors(file: Uint8Array): SafetensorsFile {
  const { header, numbers } = parts(file);
  const { [metadataKey]: metadata = {}, ...entries } = header;
  const tensors = Object.entries(entries).map(([name, entry]) => [
    name,
    tensorOf(name, entry as Entry, numbers),
  ]);
  const indexed = Object.values(entries).reduce<number>((sum, entry) => sum + sizeOf(entry as Entry), 0);
  if (indexed !== numbers.length) {
    throw new Error(`Expected ${indexed} bytes of numbers, got ${numbers.length}: the file is damaged`);
  }
  return { tensors: Object.fromEntries(tensors), metadata: metadata as Record<string, string> };
}

function parts(file: Uint8Array): { header: Record<string, unknown>; numbers: Uint8Array } {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = file.length < lengthBytes ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(length <= largestHeader && lengthBytes + length <= file.length)) {
    throw new Error('Expected a header and its length: the file is damaged');
  }
  try {
    const header = JSON.parse(new TextDecoder().decode(file.subarray(lengthBytes, lengthBytes + length)));
    return { header, numbers: file.subarray(lengthBytes + length) };
  } catch {
    throw new Error('Expected a header in JSON: the file is damaged');
  }
}

function tensorOf(name: string, entry: Entry, numbers: Uint8Array): PlainTensor {
  const { dtype, shape, data_offsets: range } = entry;
  if (dtype !== 'F32') throw new Error(`Expected float32 numbers (F32) in ${name}, got ${dtype}`);
  const size = shape.reduce((product, axis) => product * axis, floatBytes);
  if (sizeOf(entry) !== size || range[0] < 0 || range[1] > numbers.length) {
    throw new Error(`Expected ${size} bytes for ${name} [${shape}], got ${range}: the file is damaged`);
  }
  // A copy (which `slice` of a Buffer is not): float32 numbers have to begin at a multiple of 4.
  const copy = new Uint8Array(numbers.subarray(range[0], range[1]));
  return { shape, data: new Float32Array(copy.buffer) };
}

function sizeOf({ data_offsets: [begin, end] }: Entry): number {
  return end - begin;
}
