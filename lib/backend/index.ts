import * as tf from '@tensorflow/tfjs';
import '@tensorflow/tfjs-backend-wasm';
/** provisional */
export async function startBackend(): Promise<{ name: 'native' | 'wasm' | 'cpu'; why: string }> {
  await tf.setBackend('wasm');
  await tf.ready();
  return { name: 'wasm', why: 'provisional' };
}
