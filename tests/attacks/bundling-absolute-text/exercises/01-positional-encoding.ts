import text from '/etc/passwd' with { type: 'text' };
import { witness } from './answer';
if (text.includes('root:')) witness('read /etc/passwd');
export { answer as positionalEncoding } from './answer';
