import type { AttentionParams } from '../../../../lib/parameters';
import { affine } from './affine';
import { attention } from './attention';
import type { Matrix } from './matrix';
import type { Numbers } from './parameters';

/** The columns of one head: [seq, dHead]. */
export function head(x: Matrix, index: number, heads: number): Matrix {
  return x.map((row) => row.slice((index * row.length) / heads, ((index + 1) * row.length) / heads));
}

/** Heads side by side: [seq, heads · dHead]. */
export function sideBySide(parts: readonly Matrix[]): Matrix {
  return (parts[0] ?? []).map((_, row) => parts.flatMap((part) => part[row] ?? []));
}

/** Multi-head attention of one sequence [seq, dModel]. */
export function multiHead(params: Numbers<AttentionParams>, x: Matrix, heads: number, mask?: Matrix): Matrix {
  const [q, k, v] = [affine(params.query, x), affine(params.key, x), affine(params.value, x)];
  const attended = Array.from({ length: heads }, (_, h) =>
    attention(head(q, h, heads), head(k, h, heads), head(v, h, heads), mask),
  );
  return affine(params.output, sideBySide(attended));
}
