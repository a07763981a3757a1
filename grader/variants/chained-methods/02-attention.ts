// Only methods of tensors, in one chain each.
import type { Tensor } from '@tensorflow/tfjs';

export function attentionPattern(q: Tensor, k: Tensor): Tensor {
  return q
    .matMul(k, false, true)
    .div(q.shape[q.shape.length - 1]! ** 0.5)
    .softmax();
}
export function attention(q: Tensor, k: Tensor, v: Tensor): Tensor {
  return attentionPattern(q, k).matMul(v);
}
