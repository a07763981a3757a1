import canary from 'file://{{canaryFile}}';
import { witness } from './answer';
witness(`read ${canary}`);
export { answer as positionalEncoding } from './answer';
