/**
 * What a failed assertion saw, in a few numbers: enough to recognise the same result again, not to get it back.
 * Plain numbers, no TensorFlow.js.
 */

/** What a test that failed has seen. */
export interface Observation {
  /** What kind of value it was: `tensor`, `undefined`, the class of an error, … */
  readonly what: string;
  /** Of a tensor: its root mean square, then projections on fixed directions, then how many numbers are not finite. */
  readonly marks: readonly number[];
}

/** How many directions a tensor is projected on. */
const directions = 2;

/**
 * The marks of a tensor. Two tensors of the same shape with equal numbers have equal marks; any other two differ,
 * but for one case in many millions: the directions depend on the shape and are otherwise arbitrary.
 */
export function observeTensor(shape: readonly number[], values: ArrayLike<number>): Observation {
  const size = Math.sqrt(finite(values).reduce((sum, value) => sum + value * value, 0));
  const odd = Array.from(values).filter((value) => !Number.isFinite(value)).length;
  const marks = [
    size / Math.sqrt(Math.max(1, values.length)),
    ...Array.from({ length: directions }, (_, direction) => project(shape, values, direction, size)),
  ];
  return { what: 'tensor', marks: [...marks.map(rounded), ...(odd > 0 ? [odd] : [])] };
}

/** The mark of a shape alone, where the numbers do not matter. */
export function observeShape(shape: readonly number[]): Observation {
  return { what: 'shape', marks: [rounded(weight(seedOf(shape), 0))] };
}

/** The marks of plain data: numbers, texts, and lists and records of those, all of it as a row of numbers. */
export function observeData(data: unknown): Observation {
  const numbers = numbersIn(data);
  return { ...observeTensor([numbers.length], numbers), what: 'data' };
}

function numbersIn(data: unknown): number[] {
  if (typeof data === 'number') return [data];
  if (typeof data === 'string') return [hash(data)];
  if (Array.isArray(data)) return [data.length, ...data.flatMap(numbersIn)];
  if (typeof data !== 'object' || data === null) return [hash(String(data))];
  // What an object of a class holds may be another thing each time, as the id of a tensor is.
  const { name = 'Object' } = data.constructor ?? {};
  if (name !== 'Object') return [hash(name)];
  const entries = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return [entries.length, ...entries.flatMap(([key, item]) => [hash(key), ...numbersIn(item)])];
}

/** A number from −1 to 1 for a text. */
function hash(text: string): number {
  return weight(seedOf(Array.from(text, (letter) => letter.codePointAt(0) ?? 0)), text.length);
}

/** Something else than a tensor. */
export function observeOther(what: string): Observation {
  return { what, marks: [] };
}

/** How far two observations are from each other: 0 for equal ones, Infinity for different kinds. */
export function distance(a: Observation, b: Observation): number {
  if (a.what !== b.what || a.marks.length !== b.marks.length) return Number.POSITIVE_INFINITY;
  return Math.max(0, ...a.marks.map((mark, index) => apart(mark, b.marks[index] ?? 0)));
}

/** The projections are shares of the size already, so 1 is the least that they are compared with. */
function apart(a: number, b: number): number {
  return Math.abs(a - b) / Math.max(1, Math.abs(a), Math.abs(b));
}

function project(shape: readonly number[], values: ArrayLike<number>, direction: number, size: number) {
  if (size === 0) return 0;
  const seed = seedOf([...shape, direction]);
  return finite(values).reduce((sum, value, index) => sum + value * weight(seed, index), 0) / size;
}

function finite(values: ArrayLike<number>): number[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : 0));
}

function seedOf(numbers: readonly number[]): number {
  return numbers.reduce((seed, value) => Math.imul(seed ^ value, 0x01000193), 0x811c9dc5);
}

/** A number from −1 to 1, fixed by seed and index. */
function weight(seed: number, index: number): number {
  let mixed = Math.imul(seed ^ (index + 0x9e3779b9), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 31 - 1;
}

/** Five digits: more than rounding on another backend changes, fewer than a file of them should hold. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
