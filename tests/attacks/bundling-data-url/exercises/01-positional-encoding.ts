import { reached } from 'data:text/javascript,export const reached = true;';
import { witness } from './answer';
if (reached) witness('reached code that nobody handed in');
export { answer as positionalEncoding } from './answer';
