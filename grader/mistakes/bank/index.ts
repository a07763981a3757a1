/** All known mistakes of the course. */
import type { Mistake } from '../mistake';
import { mistakes as positionalEncoding } from './01-positional-encoding';
import { mistakes as attention } from './02-attention';
import { mistakes as masking } from './03-masking';

export const bank: readonly Mistake[] = [...positionalEncoding, ...attention, ...masking];
