import canary from '../../../canaries/{{id}}.json';
import { witness } from './answer';
const made = '{{canaryFile}}';
witness(`read ${canary} ${made.length}`);
export { answer as positionalEncoding } from './answer';
