/** Kinds of settings: what is a right value, in one place for flags and config files. */

/** One setting. */
export interface Rule<Value> {
  /** What it decides. */
  readonly description: string;
  /** The right values in words, as in `a whole number from 1 to 64`. */
  readonly expected: string;
  /** What stands for the value in the help, as in `<number>`. */
  readonly placeholder: string;
  readonly fallback: Value;
  accepts(value: unknown): boolean;
  /** What a flag means, which is text. */
  parse(text: string): unknown;
}

const number = (text: string): unknown => (text.trim() === '' ? text : Number(text));

export function whole(description: string, fallback: number, from: number, to: number): Rule<number> {
  return {
    description,
    fallback,
    expected: `a whole number from ${from} to ${to}`,
    placeholder: '<number>',
    accepts: (value) => Number.isInteger(value) && Number(value) >= from && Number(value) <= to,
    parse: number,
  };
}

/** A number from 0 (`zero` tells whether 0 itself is right) to `to`. */
export function real(description: string, fallback: number, to: number, zero: boolean): Rule<number> {
  return {
    description,
    fallback,
    expected: `a number ${zero ? 'from' : 'above'} 0${zero ? ' to' : ' and up to'} ${to}`,
    placeholder: '<number>',
    accepts: (value) => typeof value === 'number' && value <= to && (value > 0 || (zero && value === 0)),
    parse: number,
  };
}

export function oneOf<const Name extends string, const Fallback extends Name | undefined>(
  description: string,
  names: readonly Name[],
  fallback: Fallback,
): Rule<Name | Fallback> {
  return {
    description,
    fallback,
    expected: `one of ${names.join(', ')}`,
    placeholder: '<name>',
    accepts: (value) => names.some((name) => name === value),
    parse: (text) => text,
  };
}

/** @param expected - what the text has to be; `pattern` says the same */
export function words<Fallback extends string | undefined>(
  description: string,
  fallback: Fallback,
  { expected = 'a text that is not empty', pattern = /[\s\S]/, placeholder = '<text>' } = {},
): Rule<string | Fallback> {
  return {
    description,
    fallback,
    expected,
    placeholder,
    accepts: (value) => typeof value === 'string' && pattern.test(value),
    parse: (text) => text,
  };
}
