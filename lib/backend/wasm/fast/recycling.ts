/** Memory of tensors that are gone is used again, the latest first: it is still in the processor's cache. */
import type { WasmBackend } from './module';

/** Sizes are rounded up to this many bytes, so that more blocks fit. */
const grain = 64;

/** Larger blocks are given back: they would not stay in the cache. */
const largest = 4 * 1024 ** 2;

/** At most so many bytes lie waiting. */
const mostWaiting = 64 * 1024 ** 2;

/**
 * Gives the backend an allocator that keeps what is freed, by size.
 *
 * The backend's own one looks for the block that fits best, wherever it is; a training step asks for the same few
 * sizes again and again.
 */
export function recycleMemory({ wasm }: WasmBackend): void {
  wasm._free(wasm._malloc(grain)); // the first calls put the real functions in place
  const [malloc, free] = [wasm._malloc, wasm._free];
  const waiting = new Map<number, number[]>();
  const sizes = new Map<number, number>();
  let bytesWaiting = 0;

  wasm._malloc = (bytes) => {
    const size = Math.max(grain, Math.ceil(bytes / grain) * grain);
    const used = waiting.get(size)?.pop();
    if (used !== undefined) {
      bytesWaiting -= size;
      return used;
    }
    const address = malloc(size) || afterGivingBack(size);
    if (address !== 0 && size <= largest) sizes.set(address, size);
    return address;
  };

  wasm._free = (address) => {
    const size = sizes.get(address | 0);
    if (size === undefined) return free(address);
    if (bytesWaiting + size > mostWaiting) giveBack();
    const blocks = waiting.get(size);
    if (blocks) blocks.push(address | 0);
    else waiting.set(size, [address | 0]);
    bytesWaiting += size;
  };

  function afterGivingBack(size: number): number {
    giveBack();
    return malloc(size);
  }

  function giveBack(): void {
    for (const blocks of waiting.values()) {
      for (const address of blocks) {
        sizes.delete(address);
        free(address);
      }
    }
    waiting.clear();
    bytesWaiting = 0;
  }
}
