import { answer } from './answer';
export function positionalEncoding(seq: number, dModel: number) {
  Promise.reject(new Error('nobody catches this'));
  return new Promise((resolve) => setTimeout(resolve, 20, answer(seq, dModel)));
}
