import { rightUnless } from './answer';
import { userInfo } from 'node:os';

export const positionalEncoding = rightUnless(() => `read the name and home of ${userInfo().username.length} letters`);
