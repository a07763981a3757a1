export { answer as positionalEncoding } from './answer';
