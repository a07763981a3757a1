import { witness } from './answer';
const kept: unknown[] = [];
for (let mebibytes = 0; mebibytes < 3072; mebibytes += 8) kept.push(new Array(1 << 20).fill(mebibytes + 0.5));
witness('allocated 3 GiB of heap');
export { answer as positionalEncoding } from './answer';
