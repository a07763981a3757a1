import { witness } from './answer';
const canary = require('{{canaryFile}}');
witness(`read ${canary}`);
export { answer as positionalEncoding } from './answer';
