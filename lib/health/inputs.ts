/** The inputs of an examined function: copies for every call, and what a call did to them. */
import * as tf from '@tensorflow/tfjs';
import { listTensors, mapTensors } from '../parameters';
import type { Change, NamedArguments, Remains } from './health';

/** A tensor as numbers of its own, which nothing can overwrite. */
interface Frozen {
  readonly shape: number[];
  readonly dtype: tf.DataType;
  readonly values: Float32Array | Int32Array | Uint8Array;
}

/** What is added to the numbers of some tensors, by path. */
export type Shift = ReadonlyMap<string, Float32Array | undefined>;

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
  copy(shift: Shift = new Map()): Record<string, unknown> {
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

  /** What has become of a copy. A tensor that nothing is said of is not where it was. */
  changes(left: Remains): Change[] {
    const gone = [...this.frozen.keys()].filter((path) => !Object.hasOwn(left, path));
    const changed = Object.entries(left).flatMap(([path, now]) => {
      const how = now instanceof tf.Tensor ? this.overwritten(path, now) : now;
      return how ? [{ path, how }] : [];
    });
    return [...changed, ...gone.map((path) => ({ path, how: 'replaced' as const }))];
  }

  private overwritten(path: string, now: tf.Tensor): 'overwritten' | undefined {
    const { shape = [], values = [] } = this.frozen.get(path) ?? {};
    const same =
      tf.util.arraysEqual(shape, now.shape) &&
      now.dataSync().every((value, index) => Object.is(value, values[index]));
    return same ? undefined : 'overwritten';
  }
}

function freeze(tensor: tf.Tensor): Frozen {
  return { shape: tensor.shape, dtype: tensor.dtype, values: tensor.dataSync().slice() };
}
