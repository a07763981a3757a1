import type { WasmBackend } from '../../../lib/backend/wasm/fast/module';

/** What Emscripten gives besides: it puts a view of the new memory here whenever the memory has grown. */
type Heap = WasmBackend['wasm'] & { HEAPF64: Float64Array };

/** More than there is: asking for it makes the memory grow. */
const tooMuch = 2 ** 30;

/**
 * From here on the memory of the backend grows at every allocation, so every view of it that was made before is
 * empty after it. In real life that happens once in thousands of allocations, and whoever uses an old view then gets
 * wrong numbers without a word.
 *
 * It grows by nothing: more than 2 ** 32 bytes it cannot become. What is allocated is full of ones, which no float32
 * and no count can be.
 */
export function growAtEveryAllocation({ wasm }: WasmBackend): void {
  const heap = wasm as Heap;
  heap._malloc(1); // its first call puts the real one in place
  const memory = heap.asm.memory as unknown as { grow(pages: number): number };
  const [malloc, grow] = [heap._malloc, memory.grow];
  let last = heap.HEAPF64;
  let isGrowing = false;
  memory.grow = (pages) => grow.call(memory, isGrowing ? 0 : pages);
  // The last of the views that Emscripten renews. By the error it takes the request as refused.
  Object.defineProperty(heap, 'HEAPF64', {
    get: () => last,
    set: (view: Float64Array) => {
      last = view;
      if (isGrowing) throw new Error('grown by nothing');
    },
  });
  heap._malloc = (bytes) => {
    isGrowing = true;
    if (malloc(tooMuch) !== 0) throw new Error('this memory did not have to grow');
    isGrowing = false;
    const address = malloc(bytes) >>> 0;
    // Memory that was used before: whoever takes it for zeros is found out.
    heap.HEAPU8.fill(0xff, address, address + bytes);
    return address;
  };
}
