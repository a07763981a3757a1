import { answer } from './answer';
export function positionalEncoding(seq: number, dModel: number) {
  while (seq === 1);
  return answer(seq, dModel);
}
