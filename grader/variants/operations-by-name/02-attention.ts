import { matMul, softmax, type Tensor } from '@tensorflow/tfjs';

export function attentionPattern(q: Tensor, k: Tensor): Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return softmax(scores, -1);
}

export function attention(q: Tensor, k: Tensor, v: Tensor): Tensor {
  return matMul(attentionPattern(q, k), v);
}
