import { witness } from './answer';
const kept: WebAssembly.Memory[] = [];
for (let gibibytes = 0; gibibytes < 4; gibibytes += 1) {
  const memory = new WebAssembly.Memory({ initial: 1 });
  memory.grow((1 << 14) - 1);
  kept.push(memory);
}
witness('allocated 4 GiB of WebAssembly memory');
export { answer as positionalEncoding } from './answer';
