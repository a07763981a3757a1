/** Arrays with axes in plain TypeScript and double precision: what the operations should give, written out. */

export interface Plain {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** An array whose number at [i, j, …] is `number(i, j, …)`. */
export function build(shape: readonly number[], number: (...index: number[]) => number): Plain {
  return { shape, values: indices(shape).map((index) => number(...index)) };
}

/** Every index of an array, in order: [0, 0], [0, 1], … */
export function indices(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, next) => [...index, next])),
    [[]],
  );
}

/** The number at [i, j, …]; an axis of size 1 is broadcast, axes missing in front are too. */
export function at(array: Plain, ...index: number[]): number {
  const place = index.slice(index.length - array.shape.length);
  const flat = array.shape.reduce(
    (sum, size, axis) => sum * size + (size === 1 ? 0 : (place[axis] as number)),
    0,
  );
  return array.values[flat] as number;
}

/** `term(0) + term(1) + … + term(count - 1)` */
export function sum(count: number, term: (index: number) => number): number {
  return Array.from({ length: count }, (_, index) => term(index)).reduce((a, b) => a + b, 0);
}

/** The function applied to every number. */
export function each(array: Plain, change: (value: number) => number): Plain {
  return { shape: array.shape, values: array.values.map(change) };
}

/** Every row along the last axis, changed as a whole. */
export function eachRow(array: Plain, change: (row: readonly number[]) => readonly number[]): Plain {
  const width = array.shape.at(-1) as number;
  const rows = Array.from({ length: array.values.length / width }, (_, row) =>
    change(array.values.slice(row * width, (row + 1) * width)),
  );
  return { shape: [...array.shape.slice(0, -1), rows[0]?.length ?? 0], values: rows.flat() };
}

/** Einstein's sum by its definition: a loop over all letters, those of the result first. */
export function einsum(equation: string, ...arrays: Plain[]): Plain {
  const [left = '', out = ''] = equation.split('->');
  const terms = left.split(',');
  const size = (letter: string) => {
    const term = terms.findIndex((axes) => axes.includes(letter));
    return arrays[term]?.shape[terms[term]?.indexOf(letter) as number] as number;
  };
  const letters = [...out, ...new Set([...left].filter((letter) => letter !== ',' && !out.includes(letter)))];
  const products = build(letters.map(size), (...index) =>
    terms.reduce((product, axes, term) => {
      const place = [...axes].map((letter) => index[letters.indexOf(letter)] as number);
      return product * at(arrays[term] as Plain, ...place);
    }, 1),
  ).values;
  const shape = [...out].map(size);
  const inner = products.length / indices(shape).length;
  return {
    shape,
    values: indices(shape).map((_, flat) => sum(inner, (i) => products[flat * inner + i] as number)),
  };
}

/** Numbers between -2 and 2 that float32 can hold; the same seed gives the same numbers. */
export function draw(shape: readonly number[], seed: number): Plain {
  let state = seed * 7919 + 17;
  return build(shape, () => {
    state = (state * 48271) % 2147483647;
    return Math.fround((state / 2147483647) * 4 - 2);
  });
}
