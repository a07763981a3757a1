Object.defineProperty(Object.prototype, 'id', { get: () => 'ready', set: () => undefined });
export { answer as positionalEncoding } from './answer';
