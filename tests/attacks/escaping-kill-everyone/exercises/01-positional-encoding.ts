import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => process.kill(-1, 0) && 'killed nobody, but could send signals to all');
