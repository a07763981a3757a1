import type { Matrix, Vector } from './matrix';

/** ln of the softmax of one row, in float64. */
export function logSoftmax(row: Vector): Vector {
  const largest = Math.max(...row);
  const total = row.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  return row.map((value) => value - largest - Math.log(total));
}

/** −ln p of the target of each row. */
export function surprises(logits: Matrix, targets: Vector): Vector {
  return logits.map((row, index) => -(logSoftmax(row)[targets[index] ?? -1] ?? Number.NaN));
}

/** The mean of some numbers. */
export function mean(values: Vector): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
