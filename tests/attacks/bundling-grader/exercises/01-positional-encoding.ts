import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(async () => {
  const { limits } = await import('../grader/limits');
  return limits && 'reached the grader';
});
