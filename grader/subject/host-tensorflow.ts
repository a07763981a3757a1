/** Loads TensorFlow.js before anything in the host asks for it. Argument: the folder of its bundle. */
import { loadTensorFlow } from '../../lib/tensorflow/load';

const [folder = ''] = process.argv.slice(2);
Object.assign(globalThis, { [Symbol.for('host.tensorflow')]: loadTensorFlow(folder).load });
