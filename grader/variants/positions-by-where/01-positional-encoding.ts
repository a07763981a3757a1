// All columns have an angle; tf.where takes sine or cosine.
import * as tf from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError(`dModel must be even, not ${dModel}`);
  const column = tf.range(0, dModel, 1, 'int32');
  const odd = column.mod(tf.scalar(2, 'int32'));
  const exponent = column.sub(odd).cast('float32').div(dModel);
  const angle = tf.range(0, seq).reshape([-1, 1]).div(tf.scalar(10000).pow(exponent));
  return tf.where(odd.equal(1).tile([seq]).reshape([seq, dModel]), angle.cos(), angle.sin()) as tf.Tensor2D;
}
