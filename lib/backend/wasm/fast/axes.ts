/** Shapes for the kernels: fewer axes, and the bytes from one index of an axis to the next. */
import * as tf from '@tensorflow/tfjs';

/** One axis of a result: its size, and for each operand the bytes from one index to the next. */
export interface Axis {
  readonly size: number;
  /** 0 where the operand is repeated along this axis. */
  readonly steps: readonly number[];
}

/** Bytes of a float32 or int32. */
const bytes = 4;

/** The bytes from one index to the next, for each axis of numbers that lie in order. */
export function stepsOf(shape: readonly number[]): number[] {
  const steps: number[] = [];
  shape.reduceRight((step, size) => {
    steps.unshift(step);
    return step * size;
  }, bytes);
  return steps;
}

/** Takes neighbouring axes as one where every operand goes through both in one stride; axes of size 1 go. */
export function merged(axes: readonly Axis[]): Axis[] {
  const kept: Axis[] = [];
  for (const axis of axes) {
    if (axis.size === 1) continue;
    const last = kept.at(-1);
    if (last?.steps.every((step, operand) => step === axis.size * (axis.steps[operand] as number))) {
      kept[kept.length - 1] = { size: last.size * axis.size, steps: axis.steps };
    } else kept.push(axis);
  }
  return kept;
}

/** The axes of the result of two operands that are broadcast. */
export function broadcastAxes(a: number[], b: number[], shape: readonly number[]): Axis[] {
  const [stepsA, stepsB] = [stepsOf(a), stepsOf(b)];
  const step = (sizes: number[], steps: number[], axis: number): number => {
    const own = axis - (shape.length - sizes.length);
    return own < 0 || sizes[own] === 1 ? 0 : (steps[own] as number);
  };
  return merged(shape.map((size, axis) => ({ size, steps: [step(a, stepsA, axis), step(b, stepsB, axis)] })));
}

/** Fills up with axes of size 1 in front; undefined when there are more than `count`. */
export function padded(axes: Axis[], count: number, none: Axis): Axis[] | undefined {
  if (axes.length > count) return undefined;
  while (axes.length < count) axes.unshift(none);
  return axes;
}

/** A sum over neighbouring axes: [before, summed, behind]. */
export interface Reduction {
  readonly before: number;
  readonly summed: number;
  readonly behind: number;
}

/** Sees the shape as [before, summed, behind]; undefined where the summed axes are not neighbours. */
export function reductionOf(shape: readonly number[], axes: readonly number[]): Reduction | undefined {
  const long = axes.filter((axis) => shape[axis] !== 1);
  const [first, last] = [Math.min(...long), Math.max(...long)];
  const size = (from: number, to?: number) => tf.util.sizeFromShape(shape.slice(from, to));
  if (long.length === 0) return { before: size(0), summed: 1, behind: 1 };
  const between = shape.slice(first, last + 1).filter((n, index) => n !== 1 && !long.includes(first + index));
  if (between.length > 0) return undefined;
  return { before: size(0, first), summed: size(first, last + 1), behind: size(last + 1) };
}
