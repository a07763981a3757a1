import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => {
  process.setuid?.(1);
  return 'reached the rights of another user';
});
