import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => {
  process.setgid?.(0);
  process.setuid?.(0);
  return 'reached the rights of root';
});
