/** The models whose training step is measured. */
import type { TransformerConfig } from '../../lib/parameters';

export interface Size extends TransformerConfig {
  readonly batch: number;
}

export const sizes = {
  SMALL: { vocab: 10, seq: 11, dModel: 32, heads: 2, dFf: 128, layers: 2, batch: 32 },
  BIG: { vocab: 10, seq: 15, dModel: 64, heads: 4, dFf: 256, layers: 2, batch: 64 },
  '1M': { vocab: 80, seq: 64, dModel: 128, heads: 4, dFf: 512, layers: 5, batch: 16 },
  '5M': { vocab: 80, seq: 64, dModel: 256, heads: 8, dFf: 1024, layers: 6, batch: 16 },
} as const satisfies Record<string, Size>;

export type SizeName = keyof typeof sizes;

export const sizeNames = Object.keys(sizes) as SizeName[];

/**
 * Floating-point operations of a training step in products of matrices: those of the forward pass, and twice as many
 * for the gradients.
 */
export function flopsOf({ vocab, seq, dModel, dFf, layers, batch }: Size): number {
  const projections = 2 * (4 * dModel ** 2 + 2 * dModel * dFf);
  const attention = 2 * 2 * seq * dModel;
  const forward = layers * (projections + attention) + 2 * dModel * vocab;
  return 3 * batch * seq * forward;
}

/** Numbers that the model learns. */
export function parametersOf({ vocab, dModel, dFf, layers }: Size): number {
  const block = 4 * (dModel ** 2 + dModel) + 2 * dModel * dFf + dFf + dModel + 4 * dModel;
  return layers * block + 2 * vocab * dModel + vocab + 2 * dModel;
}
