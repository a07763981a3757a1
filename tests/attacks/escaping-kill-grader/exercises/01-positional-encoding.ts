import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => process.kill({{grader}}, 0) && 'killed nobody, but could kill the grader');
