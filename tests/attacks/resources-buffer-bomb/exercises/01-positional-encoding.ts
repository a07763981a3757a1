import { witness } from './answer';
const kept: ArrayBuffer[] = [];
for (let mebibytes = 0; mebibytes < 4096; mebibytes += 64) kept.push(new ArrayBuffer(64 << 20));
witness('allocated 4 GiB of buffers');
export { answer as positionalEncoding } from './answer';
