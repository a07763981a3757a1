import * as tf from '@tensorflow/tfjs';

/**
 * Keeps TensorFlow.js from talking while something starts. Its warnings go through one switch, the flag `PROD`;
 * that is put back afterwards, so a student still sees every warning that the student's code causes.
 */
export async function quietly<T>(work: () => Promise<T>): Promise<T> {
  const before = tf.env().getBool('PROD');
  tf.env().set('PROD', true);
  try {
    return await work();
  } finally {
    tf.env().set('PROD', before);
  }
}
