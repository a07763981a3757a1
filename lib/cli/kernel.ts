import { startKernel } from '../notebooks/kernel';

const [, , connectionFile = ''] = process.argv;
await startKernel(connectionFile);
