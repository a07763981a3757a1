import { Worker } from 'node:worker_threads';
import { witness } from './answer';
const code = `const { parentPort } = require('node:worker_threads');
globalThis.kept = new ArrayBuffer(128 << 20);
parentPort.postMessage('here');
setTimeout(() => {}, 60000);`;
const here = () =>
  new Promise((resolve, reject) => {
    const worker = new Worker(code, { eval: true });
    worker.once('message', resolve).once('error', reject).unref();
  });
for (let group = 0; group < 6; group += 1) await Promise.all([here(), here(), here(), here()]);
witness('allocated 3 GiB in workers');
export { answer as positionalEncoding } from './answer';
