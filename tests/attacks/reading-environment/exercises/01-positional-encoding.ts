import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => {
  // The folder that it runs in stands there in any case.
  const names = Object.keys(process.env).filter((name) => name !== 'PWD');
  return names.length > 0 && `read ${names.length} variables, ${process.env.ATTACK_CANARY}`;
});
