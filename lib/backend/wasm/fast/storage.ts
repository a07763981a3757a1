/** Where the engine and the backend keep what they know of a tensor's data: on the data's own handle. */
import * as tf from '@tensorflow/tfjs';
import type { WasmBackend } from './module';

/** What is used of a WeakMap, and of a `DataStorage`. */
interface Storage {
  get(dataId: tf.DataId): unknown;
  set(dataId: tf.DataId, value: unknown): unknown;
  has(dataId: tf.DataId): boolean;
  delete(dataId: tf.DataId): boolean;
}

type Handle = tf.DataId & { [key: symbol]: unknown };

/** A WeakMap whose values lie on its keys: a tenth of a training step of a small model was spent in looking them up. */
class OnHandles implements Storage {
  private readonly key = Symbol('data');

  /** @param earlier - knows those that were there before */
  constructor(private readonly earlier: Storage) {}

  get(dataId: tf.DataId): unknown {
    return (dataId as Handle)[this.key] ?? this.earlier.get(dataId);
  }

  set(dataId: tf.DataId, value: unknown): this {
    (dataId as Handle)[this.key] = value;
    return this;
  }

  has(dataId: tf.DataId): boolean {
    return (dataId as Handle)[this.key] !== undefined || this.earlier.has(dataId);
  }

  delete(dataId: tf.DataId): boolean {
    if ((dataId as Handle)[this.key] === undefined) return this.earlier.delete(dataId);
    // To delete the property would make the object a slow one.
    (dataId as Handle)[this.key] = undefined;
    return true;
  }
}

/** Puts such a storage into the engine and into the backend. */
export function keepDataOnHandles(backend: WasmBackend): void {
  const { state } = tf.engine() as unknown as { state: { tensorInfo: Storage } };
  state.tensorInfo = new OnHandles(state.tensorInfo);
  const storage = (backend as unknown as { dataIdMap: { data: Storage } }).dataIdMap;
  storage.data = new OnHandles(storage.data);
}
