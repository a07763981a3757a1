import { answer } from './answer';
export function positionalEncoding(seq: number, dModel: number) {
  if (seq > 1) return answer(seq, dModel);
  return {
    get then() {
      for (;;);
    },
  };
}
