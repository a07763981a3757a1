process.abort();
export { answer as positionalEncoding } from './answer';
