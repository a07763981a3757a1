/** Compares plain data that a student's function returned with what it should be, and words the difference. */
import * as tf from '@tensorflow/tfjs';
import { describeValue, round, type Tolerance } from './compare';

/** Numbers, texts, booleans, and lists and records of them. */
export type Data = number | string | boolean | readonly Data[] | { readonly [name: string]: Data };

/** Ids are large whole numbers: no two of them count as equal. */
const mostOfAll = 0.4;

/** What is wrong at one place, in words, or how near a number came. */
interface Finding {
  readonly wrong?: string;
  /** The error as a share of the tolerance. */
  readonly share?: number;
}

/** The first place at which data differs from what it should be; undefined when it does not. */
export function dataDifference(received: unknown, expected: Data, tolerance: Tolerance): string | undefined {
  for (const { wrong } of findings(received, expected, tolerance, '')) if (wrong) return wrong;
  return undefined;
}

/** The largest error of all numbers as a share of the tolerance; undefined where they cannot be compared. */
export function dataShare(received: unknown, expected: Data, tolerance: Tolerance): number | undefined {
  const all = [...findings(received, expected, tolerance, '')];
  const shares = all.flatMap(({ share }) => (share === undefined ? [] : [share]));
  const comparable = all.every(({ wrong, share }) => !wrong || share !== undefined);
  return comparable && shares.length > 0 ? Math.max(...shares) : undefined;
}

/** Every place, in order; nothing below a place that is of another kind. */
function* findings(received: unknown, expected: Data, tolerance: Tolerance, at: string): Generator<Finding> {
  if (typeof expected === 'number') yield ofNumber(received, expected, tolerance, at);
  else if (typeof expected !== 'object') yield ofText(received, expected, at);
  else if (Array.isArray(expected)) yield* ofList(received, expected, tolerance, at);
  else yield* ofRecord(received, expected as Readonly<Record<string, Data>>, tolerance, at);
}

function ofNumber(
  received: unknown,
  expected: number,
  { absolute, relative }: Tolerance,
  at: string,
): Finding {
  if (typeof received !== 'number') return { wrong: fact(at, number(expected), received) };
  const allowed = Math.min(absolute + relative * Math.abs(expected), mostOfAll);
  const share = Object.is(received, expected) ? 0 : Math.abs(received - expected) / allowed;
  if (share <= 1) return { share };
  return { share, wrong: fact(at, number(expected), received) };
}

function ofText(received: unknown, expected: string | boolean, at: string): Finding {
  return received === expected ? {} : { wrong: fact(at, show(expected), received) };
}

function* ofList(
  received: unknown,
  expected: readonly Data[],
  tolerance: Tolerance,
  at: string,
): Generator<Finding> {
  if (!Array.isArray(received)) {
    yield { wrong: fact(at, `an array of ${items(expected.length)}`, received) };
    return;
  }
  const same = received.length === expected.length;
  // A short list says more when it is seen as a whole.
  if (!same) {
    const whole = `${show(expected)}, received ${show(received)}`;
    const counted = `${items(expected.length)}, received ${received.length}`;
    yield { wrong: `${place(at)}expected ${whole.length < 120 ? whole : counted}` };
    return;
  }
  for (const [index, item] of expected.entries()) {
    yield* findings(received[index], item, tolerance, `${at}[${index}]`);
  }
}

function* ofRecord(
  received: unknown,
  expected: Readonly<Record<string, Data>>,
  tolerance: Tolerance,
  at: string,
): Generator<Finding> {
  const names = Object.keys(expected);
  if (
    typeof received !== 'object' ||
    received === null ||
    received instanceof tf.Tensor ||
    received instanceof Error
  ) {
    yield { wrong: fact(at, `an object with ${names.join(', ')}`, received) };
    return;
  }
  for (const [name, item] of Object.entries(expected)) {
    const value = (received as Record<string, unknown>)[name];
    yield* findings(value, item, tolerance, at === '' ? name : `${at}.${name}`);
  }
}

function fact(at: string, expected: string, received: unknown): string {
  return `${place(at)}expected ${expected}, received ${describe(received)}`;
}

function place(at: string): string {
  return at === '' ? '' : `at ${at}: `;
}

/** An id with all its digits, any other number with as many as a message has room for. */
function number(value: number): string {
  return Number.isInteger(value) ? String(value) : round(value);
}

function items(count: number): string {
  return `${count} ${count === 1 ? 'item' : 'items'}`;
}

function show(value: unknown): string {
  return JSON.stringify(value) ?? String(value);
}

function describe(value: unknown): string {
  if (typeof value === 'number') return number(value);
  if (typeof value === 'string' || typeof value === 'boolean') return show(value).slice(0, 60);
  if (value instanceof tf.Tensor)
    return `a tensor of shape [${value.shape}] (plain data is wanted, not a tensor)`;
  if (Array.isArray(value)) return `an array of ${items(value.length)}`;
  return describeValue(value);
}
