import { rightUnless } from './answer';
import * as library from '../lib/todo';

export const positionalEncoding = rightUnless(() => {
  return 'own' in library && 'reached its own library';
});
