import type { Matrix } from './matrix';

/** sin(p · 10000^(−2i / dModel)) in column 2i, the cosine in column 2i + 1: [seq, dModel]. */
export function positions(seq: number, dModel: number): Matrix {
  return Array.from({ length: seq }, (_, position) =>
    Array.from({ length: dModel }, (_, column) => {
      const angle = position / 10000 ** ((column - (column % 2)) / dModel);
      return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }),
  );
}
