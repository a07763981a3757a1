import canary from 'homework/secret';
import { witness } from './answer';
witness(`read ${canary}`);
export { answer as positionalEncoding } from './answer';
