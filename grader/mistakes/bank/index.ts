/** All known mistakes of the course. */
import type { Mistake } from '../mistake';
import { mistakes as positionalEncoding } from './01-positional-encoding';
import { mistakes as attention } from './02-attention';
import { mistakes as masking } from './03-masking';
import { mistakes as multiHeadAttention } from './04-multi-head-attention';
import { mistakes as attentionBlock } from './05-attention-block';
import { mistakes as transformer } from './06-transformer';
import { mistakes as examples } from './07-examples';
import { mistakes as text } from './07-text';
import { mistakes as bigram } from './08-bigram';
import { mistakes as loop } from './09-loop';
import { mistakes as training } from './09-training';
import { mistakes as sampling } from './10-sampling';
import { mistakes as encoder } from './11-encoder';
import { mistakes as maskedTokens } from './11-masked-tokens';

export const bank: readonly Mistake[] = [
  ...positionalEncoding,
  ...attention,
  ...masking,
  ...multiHeadAttention,
  ...attentionBlock,
  ...transformer,
  ...text,
  ...examples,
  ...bigram,
  ...training,
  ...loop,
  ...sampling,
  ...encoder,
  ...maskedTokens,
];
