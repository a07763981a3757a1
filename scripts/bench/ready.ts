/** A process that has loaded nothing yet measures how long it takes until a backend is ready, in ms. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { root } from '../../lib/root';
import { loadTensorFlow } from '../../lib/tensorflow/load';

/** What is used of TensorFlow.js. */
interface Backend {
  setBackend(name: string): Promise<boolean>;
  ones(shape: number[]): unknown;
  matMul(a: unknown, b: unknown): { dataSync(): unknown };
}

const [, , way, folder = ''] = process.argv;
const before = performance.now();
const load = way === 'bundle' ? loadTensorFlow(folder).load : createRequire(join(root, 'package.json'));
const tf = load('@tensorflow/tfjs') as Backend;
load('@tensorflow/tfjs-backend-wasm');
await tf.setBackend('wasm');
tf.matMul(tf.ones([2, 2]), tf.ones([2, 2])).dataSync();
console.log(performance.now() - before);
