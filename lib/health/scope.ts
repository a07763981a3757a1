import * as tf from '@tensorflow/tfjs';

/** As `tf.tidy`, for functions that may return a Promise. */
export async function inScope<T>(run: () => Promise<T>): Promise<T> {
  tf.engine().startScope();
  try {
    return await run();
  } finally {
    tf.engine().endScope();
  }
}
