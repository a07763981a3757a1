// Operations are imported by name.
import { matMul, pow, range, stack, type Tensor2D } from '@tensorflow/tfjs';

export function positionalEncoding(seq: number, dModel: number): Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError(`Expected dModel to be even, got ${dModel}`);
  const position = range(0, seq).expandDims(1); // [seq, 1]
  const frequency = pow(10000, range(0, dModel, 2).div(-dModel)).expandDims(0); // [1, dModel / 2]
  const angle = matMul(position, frequency); // [seq, dModel / 2]
  return stack([angle.sin(), angle.cos()], -1).reshape([seq, dModel]);
}
