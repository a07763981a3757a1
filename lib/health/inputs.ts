/** The inputs of an examined function: copies for every call, and what a call did to them. */
import * as tf from '@tensorflow/tfjs';
import { listTensors, mapTensors } from '../parameters';
import type { Change, NamedArguments } from './health';

/** A tensor as numbers of its own, which nothing can overwrite. */
interface Frozen {
  readonly shape: number[];
  readonly dtype: tf.DataType;
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** How deep a record of inputs can be; a student may put a circle into it. */
const deepest = 12;

export class Inputs {
  private readonly frozen: ReadonlyMap<string, Frozen>;

  constructor(private readonly args: NamedArguments) {
    this.frozen = new Map(listTensors(args).map(({ path, tensor }) => [path, freeze(tensor)]));
  }

  /** Paths of the tensors that a gradient has to reach: numbers, but no mask, which is chosen and not learned. */
  get learned(): string[] {
    const paths = [...this.frozen].filter(
      ([path, { dtype }]) => dtype === 'float32' && !/\bmask$/.test(path),
    );
    return paths.map(([path]) => path);
  }

  /** The numbers of one tensor. */
  valuesOf(path: string): ArrayLike<number> {
    return this.frozen.get(path)?.values ?? [];
  }

  /**
   * New tensors with the same numbers.
   *
   * @param shift - added to the numbers of the tensors that it has a path for
   */
  copy(shift: ReadonlyMap<string, Float32Array | undefined> = new Map()): Record<string, unknown> {
    return mapTensors({ ...this.args }, (tensor, path) => {
      const { shape, dtype, values } = this.frozen.get(path) ?? freeze(tensor);
      const by = shift.get(path);
      return tf.tensor(
        by ? values.map((value, index) => value + (by[index] ?? 0)) : values.slice(),
        shape,
        dtype,
      );
    });
  }

  /** The same inputs a little further along a direction. */
  moved(direction: ReadonlyMap<string, Float32Array>): Inputs {
    const little = new Map([...direction].map(([path, part]) => [path, part.map((value) => value / 20)]));
    const copy = this.copy(little);
    const moved = new Inputs(copy);
    // Its numbers are its own: the tensors only show where they belong.
    tf.dispose(listTensors(copy).map(({ tensor }) => tensor));
    return moved;
  }

  /**
   * What has become of a copy.
   *
   * @param before - its leaves before the call
   */
  changes(before: ReadonlyMap<string, unknown>, copy: unknown): Change[] {
    const after = leavesOf(copy);
    const paths = [...new Set([...before.keys(), ...after.keys()])];
    return paths.flatMap((path) => {
      const how = this.change(path, before.get(path), after.get(path));
      return how ? [{ path, how }] : [];
    });
  }

  private change(path: string, before: unknown, after: unknown): Change['how'] | undefined {
    if (before instanceof tf.Tensor && before.isDisposed) return 'disposed';
    if (!Object.is(before, after)) return 'replaced';
    if (!(before instanceof tf.Tensor)) return undefined;
    const values = this.valuesOf(path);
    return before.dataSync().every((value, index) => Object.is(value, values[index]))
      ? undefined
      : 'overwritten';
  }
}

function freeze(tensor: tf.Tensor): Frozen {
  return { shape: tensor.shape, dtype: tensor.dtype, values: tensor.dataSync().slice() };
}

/** Everything in nested records that is not a record itself, by path. */
export function leavesOf(tree: unknown, path = '', depth = 0): Map<string, unknown> {
  if (tree instanceof tf.Tensor || typeof tree !== 'object' || tree === null || depth > deepest) {
    return new Map([[path, tree]]);
  }
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  return new Map(Object.entries(tree).flatMap(([name, item]) => [...leavesOf(item, at(name), depth + 1)]));
}
