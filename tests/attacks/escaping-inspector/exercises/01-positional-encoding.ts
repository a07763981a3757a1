import { rightUnless } from './answer';
import { open } from 'node:inspector';

export const positionalEncoding = rightUnless(() => {
  open({{freePort}}, '127.0.0.1');
  return new Promise((resolve) => setTimeout(resolve, 1000));
});
