import { linalg, matMul, ones, softmax, where, type Tensor, type Tensor2D } from '@tensorflow/tfjs';

export function causalMask(seq: number): Tensor2D {
  return linalg.bandPart(ones([seq, seq]), -1, 0) as Tensor2D;
}

export function applyMask(scores: Tensor, mask: Tensor): Tensor {
  return where(mask.cast('bool'), scores, -1e9);
}

export function maskedAttention(q: Tensor, k: Tensor, v: Tensor, mask: Tensor): Tensor {
  const dHead = q.shape.at(-1) as number;
  const scores = matMul(q, k, false, true).div(Math.sqrt(dHead)); // [..., queries, keys]
  return matMul(softmax(applyMask(scores, mask), -1), v);
}
