/** Stage 01 number by number, in plain arrays. */
import * as tf from '@tensorflow/tfjs';

/** The mistakes that are made in this copy; the script puts their ids here. */
const chosen: readonly string[] = [/* chosen */];
const makes = (id: string) => chosen.includes(id);

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  refuse(dModel);
  const rows: number[][] = [];
  const count = makes('stranger-one-row-too-many') ? seq + 1 : seq;
  for (let row = 0; row < count; row += 1) {
    const values = new Float64Array(dModel);
    for (let column = 0; column < dModel; column += 1) values[column] = entry(row, column, seq, dModel);
    rows.push(Array.from(values));
  }
  let table: any = tf.tensor2d(rows);
  if (makes('stranger-encoding-divided-by-root')) table = table.div(Math.sqrt(dModel));
  if (makes('encoding-transposed')) table = table.transpose();
  if (makes('encoding-with-a-batch-axis')) table = table.expandDims(0);
  return table;
}

function refuse(dModel: number): void {
  if (makes('odd-width-accepted')) return;
  const wrong = makes('stranger-even-width-refused') ? dModel % 2 === 0 : dModel % 2 !== 0;
  if (!wrong) return;
  const text = `dModel has to be even, not ${dModel}`;
  throw makes('stranger-odd-width-plain-error') ? new Error(text) : new RangeError(text);
}

function entry(row: number, column: number, seq: number, dModel: number): number {
  if (makes('stranger-last-column-zero') && column === dModel - 1) return 0;
  const half = Math.ceil(dModel / 2);
  const halves = makes('sine-and-cosine-in-halves');
  const pair = halves ? column % half : Math.floor(column / 2);
  let sine = halves ? column < half : column % 2 === 0;
  if (makes('sine-in-even-rows')) sine = row % 2 === 0;
  if (makes('sine-and-cosine-swapped')) sine = !sine;
  if (makes('sine-everywhere')) sine = true;
  if (makes('stranger-cosine-everywhere')) sine = false;
  const angle = position(row, seq) * frequency(exponent(pair, column, dModel)) * unit();
  return sine ? Math.sin(angle) : Math.cos(angle);
}

function position(row: number, seq: number): number {
  let at = row;
  if (makes('stranger-encoding-reversed')) at = seq - 1 - row;
  if (makes('positions-from-one')) at += 1;
  if (makes('stranger-positions-negative')) at = -at;
  return makes('positions-as-fractions') ? at / seq : at;
}

function unit(): number {
  if (makes('angle-in-full-turns')) return 2 * Math.PI;
  return makes('stranger-angle-in-degrees') ? Math.PI / 180 : 1;
}

function exponent(pair: number, column: number, dModel: number): number {
  const sign = makes('exponent-positive') ? 1 : -1;
  return sign * share(pair, column, dModel);
}

function share(pair: number, column: number, dModel: number): number {
  if (makes('exponent-without-the-two')) return pair / dModel;
  if (makes('exponent-with-the-two-twice')) return (4 * pair) / dModel;
  if (makes('exponent-by-column')) return column / dModel;
  if (makes('exponent-by-twice-the-column')) return (2 * column) / dModel;
  if (makes('exponent-from-one')) return (2 * (pair + 1)) / dModel;
  if (makes('exponent-to-the-last-pair')) return pair / (dModel / 2 - 1);
  if (makes('stranger-width-plus-one')) return (2 * pair) / (dModel + 1);
  if (makes('stranger-frequencies-reversed')) return (2 * (Math.ceil(dModel / 2) - 1 - pair)) / dModel;
  return (2 * pair) / dModel;
}

function frequency(power: number): number {
  const base = makes('base-1000') ? 1000 : makes('stranger-base-100000') ? 100000 : 10000;
  if (makes('base-and-exponent-swapped')) return power ** base;
  const logarithm = makes('logarithm-to-base-ten') ? Math.log10(base) : Math.log(base);
  return makes('exponential-forgotten') ? power * logarithm : Math.exp(power * logarithm);
}
