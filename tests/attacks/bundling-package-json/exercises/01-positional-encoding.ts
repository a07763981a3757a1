import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(async () => {
  const { redirected } = (await import('#impl/helper')) as { redirected?: boolean };
  return redirected && 'reached a file through package.json';
});
