import * as tf from '@tensorflow/tfjs'

const BASE = 10_000

/** waves[position][column], sin and cos in turn */
export const positionalEncoding = (seq: number, dModel: number): tf.Tensor2D => {
  if (dModel % 2 === 1) throw new RangeError(`positionalEncoding: dModel = ${dModel} is odd`)
  return tf.tidy(() => {
    const column = tf.range(0, dModel)
    const isOdd = column.mod(2)
    const exponent = column.sub(isOdd).div(-dModel) // -2i / dModel, twice each
    const angle = tf.range(0, seq).reshape<tf.Tensor2D>([seq, 1]).mul<tf.Tensor2D>(tf.pow(BASE, exponent))
    return tf.where(isOdd.toBool(), angle.cos(), angle.sin())
  })
}
