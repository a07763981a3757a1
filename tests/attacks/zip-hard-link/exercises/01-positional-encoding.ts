import { readFileSync } from 'node:fs';
import { witness } from './answer';
import canary from './helper.json';
witness(`read ${canary} ${typeof readFileSync}`);
export { answer as positionalEncoding } from './answer';
