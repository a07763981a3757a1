/** How text is generated: given types. */
import type { TransformerConfig } from './parameters';

export interface SamplingOptions {
  /** Above 1 flattens the probabilities, below 1 sharpens them. */
  readonly temperature: number;
  /** Only this many tokens, those with the largest logits, may be drawn. Default: all. */
  readonly topK?: number | undefined;
}

export interface GenerationOptions extends SamplingOptions {
  readonly config: TransformerConfig;
  /** One number from 0 (included) to 1 (excluded) for each token to generate. */
  readonly uniforms: readonly number[];
}
