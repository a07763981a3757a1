import { Worker } from 'node:worker_threads';
import { witness } from './answer';
const code = `const { parentPort } = require('node:worker_threads');
const kept = [];
for (let mebibytes = 0; mebibytes < 3072; mebibytes += 64) kept.push(new Array(8 << 20).fill(0.5));
parentPort.postMessage('full');`;
await new Promise((resolve, reject) => {
  const worker = new Worker(code, { eval: true, resourceLimits: { maxOldGenerationSizeMb: 8192 } });
  worker.once('message', resolve).once('error', reject);
});
witness('allocated 3 GiB in one worker');
export { answer as positionalEncoding } from './answer';
