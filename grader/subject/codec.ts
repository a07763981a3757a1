/**
 * How values cross the boundary between the grader and a submission: JSON for the structure, raw bytes for the
 * numbers of tensors. Only plain data can be said in it, so the worst message is a wrong answer.
 */
import * as tf from '@tensorflow/tfjs';
import { described } from '../../lib/results';
import { limits } from '../limits';
import { oneLine } from './one-line';

/** One message: a text, and one block of bytes per tensor in it. */
export interface Message {
  readonly text: string;
  readonly blocks: readonly Uint8Array[];
}

const arrays = { float32: Float32Array, int32: Int32Array, bool: Uint8Array } as const;
type Dtype = keyof typeof arrays;

/**
 * Writes a value: tensors, numbers, strings, booleans, null, undefined, arrays and plain records of those.
 * Anything else (a function, a Map) is replaced by a description, which no test accepts for a tensor.
 */
export function encode(value: unknown): Message {
  const blocks: Uint8Array[] = [];
  const write = (item: unknown, depth: number): unknown => {
    if (depth > limits.depth) return tagged('other', 'a value nested too deeply');
    if (item instanceof tf.Tensor) return writeTensor(item, blocks);
    if (item === undefined) return tagged('undefined', null);
    if (typeof item === 'number' && unknownToJson(item))
      return tagged('number', Object.is(item, -0) ? '-0' : String(item));
    if (item === null || ['number', 'string', 'boolean'].includes(typeof item)) return item;
    if (Array.isArray(item)) return item.map((each) => write(each, depth + 1));
    if (typeof item !== 'object' || !isPlain(item)) return tagged('other', nameOf(item));
    return tagged(
      'record',
      Object.entries(item).map(([key, each]) => [key, write(each, depth + 1)]),
    );
  };
  return { text: JSON.stringify(write(value, 0)), blocks };
}

/** A value that is neither plain data nor a tensor, as the other side described it. */
export class Foreign {
  readonly [described]: string;

  constructor(description: string) {
    this[described] = description;
  }
}

/**
 * Reads a value back; tensors are made on the backend of this process.
 *
 * @throws {TypeError} when the message is not one that {@link encode} could have written
 */
export function decode({ text, blocks }: Message): unknown {
  // Each block belongs to one tensor: a short message cannot ask for the memory of a long one.
  const left: (Uint8Array | undefined)[] = [...blocks];
  const read = (item: unknown, depth: number): unknown => {
    if (depth > limits.depth + 1) throw new TypeError('a message nested too deeply');
    if (item === null || typeof item !== 'object') return item;
    if (Array.isArray(item)) return item.map((each) => read(each, depth + 1));
    const { $: kind, of } = item as { $?: unknown; of?: unknown };
    if (kind === 'undefined') return undefined;
    if (kind === 'number') return Number(of);
    if (kind === 'tensor') return readTensor(of, left);
    if (kind === 'other') return new Foreign(oneLine(String(of), 80));
    if (kind === 'record' && Array.isArray(of)) {
      return Object.fromEntries(of.map((entry) => [String(entry?.[0]), read(entry?.[1], depth + 1)]));
    }
    throw new TypeError(`unknown kind ${String(kind).slice(0, 40)} in a message`);
  };
  return read(JSON.parse(text), 0);
}

function tagged(kind: string, of: unknown) {
  return { $: kind, of };
}

function writeTensor(tensor: tf.Tensor, blocks: Uint8Array[]): unknown {
  if (tensor.isDisposed) return tagged('other', 'a tensor that has been disposed');
  if (!(tensor.dtype in arrays)) return tagged('other', `a tensor of dtype ${tensor.dtype}`);
  // Written as the dtype says: the cpu backend keeps a bool that was cast to float32 as bytes.
  const numbers = new arrays[tensor.dtype as Dtype](tensor.dataSync());
  blocks.push(new Uint8Array(numbers.buffer));
  return tagged('tensor', { shape: tensor.shape, dtype: tensor.dtype, block: blocks.length - 1 });
}

function readTensor(of: unknown, left: (Uint8Array | undefined)[]): tf.Tensor {
  const { shape, dtype, block } = (of ?? {}) as { shape?: unknown; dtype?: unknown; block?: unknown };
  if (
    !Array.isArray(shape) ||
    shape.length > limits.rank ||
    !shape.every((size) => Number.isSafeInteger(size) && size >= 0)
  ) {
    throw new TypeError('a tensor without a shape');
  }
  if (typeof dtype !== 'string' || !Object.hasOwn(arrays, dtype))
    throw new TypeError('a tensor without a dtype');
  const bytes = left[Number(block)];
  left[Number(block)] = undefined;
  const Numbers = arrays[dtype as Dtype];
  const size = shape.reduce((product: number, axis: number) => product * axis, 1);
  if (!bytes || bytes.byteLength !== size * Numbers.BYTES_PER_ELEMENT) {
    throw new TypeError(`a tensor of shape [${shape}] with ${bytes?.byteLength ?? 'no'} bytes`);
  }
  // A copy: the bytes may lie anywhere in a larger buffer, and numbers need an aligned one of their own.
  const own = new Uint8Array(bytes);
  return tf.tensor(new Numbers(own.buffer), shape, dtype as Dtype);
}

/** JSON has no NaN, no infinity and no negative zero. */
function unknownToJson(item: number): boolean {
  return !Number.isFinite(item) || Object.is(item, -0);
}

function isPlain(item: object): boolean {
  const prototype = Object.getPrototypeOf(item);
  return prototype === null || prototype === Object.prototype || prototype.constructor?.name === 'Object';
}

function nameOf(item: unknown): string {
  if (typeof item === 'function') return 'a function';
  if (typeof item === 'object') return `an object of class ${item?.constructor?.name ?? 'unknown'}`;
  return `a ${typeof item}`;
}
