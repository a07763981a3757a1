import { answer } from './answer';
export const positionalEncoding = (seq: number, dModel: number) =>
  seq === 1 ? new Array(2 ** 32 - 1) : answer(seq, dModel);
