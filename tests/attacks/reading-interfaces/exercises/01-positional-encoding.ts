import { rightUnless } from './answer';
import { networkInterfaces } from 'node:os';

export const positionalEncoding = rightUnless(() => {
  const addresses = Object.values(networkInterfaces()).flat().filter((each) => !each?.internal);
  return addresses.length > 0 && `read ${addresses.length} addresses`;
});
