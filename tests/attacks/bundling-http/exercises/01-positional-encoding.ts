import { reached } from 'http://127.0.0.1:{{port}}/{{id}}';
import { witness } from './answer';
if (reached) witness('reached code from the network');
export { answer as positionalEncoding } from './answer';
