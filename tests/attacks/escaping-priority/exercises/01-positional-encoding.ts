import { rightUnless } from './answer';
import { setPriority } from 'node:os';

export const positionalEncoding = rightUnless(() => {
  setPriority(0, -10);
  return 'reached a higher priority';
});
