import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => {
  const names = Object.keys(process.env);
  return names.length > 0 && `read ${names.length} variables, ${process.env.ATTACK_CANARY}`;
});
