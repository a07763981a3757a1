import { serveSweep } from '../language-model/sweep/worker';

await serveSweep();
