import { rightUnless } from './answer';
import { readFileSync } from 'node:fs';

export const positionalEncoding = rightUnless(() => {
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8').split('\n').length;
  return `read ${mounts} mounted places`;
});
