/** All known mistakes of the course. */
import type { Mistake } from '../mistake';
import { mistakes as positionalEncoding } from './01-positional-encoding';
import { mistakes as attention } from './02-attention';
import { mistakes as masking } from './03-masking';
import { mistakes as multiHeadAttention } from './04-multi-head-attention';
import { mistakes as attentionBlock } from './05-attention-block';
import { mistakes as transformer } from './06-transformer';

export const bank: readonly Mistake[] = [
  ...positionalEncoding,
  ...attention,
  ...masking,
  ...multiHeadAttention,
  ...attentionBlock,
  ...transformer,
];
