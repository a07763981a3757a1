/** Memory of tensors that are gone is used again, and does not pile up. */
import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, test } from 'vitest';
import type { WasmBackend } from '../../lib/backend/wasm/fast/module';
import { recycleMemory } from '../../lib/backend/wasm/fast/recycling';
import { startWasm } from '../../lib/backend/wasm/start';

beforeAll(startWasm);

const heap = () => (tf.backend() as WasmBackend).wasm;
const megabyte = 1024 ** 2;

test('the block that was freed last is the next of its size', () => {
  const [first, second] = [heap()._malloc(1000), heap()._malloc(1000)];
  heap()._free(first);
  heap()._free(second);
  expect(heap()._malloc(990)).toBe(second); // both are 1024 bytes
  expect(heap()._malloc(1000)).toBe(first);
  expect([first, second]).not.toContain(heap()._malloc(1000));
});

test('blocks in use do not overlap', () => {
  const sizes = Array.from({ length: 300 }, (_, index) => 1 + ((index * 7919) % 5000));
  const blocks = sizes.map((size) => ({ at: heap()._malloc(size), size }));
  for (const { at } of blocks.splice(0, 150)) heap()._free(at);
  for (const size of sizes) blocks.push({ at: heap()._malloc(size), size });
  blocks.sort((a, b) => a.at - b.at);
  blocks.forEach(({ at }, index) => {
    const before = blocks[index - 1];
    if (before) expect(at).toBeGreaterThanOrEqual(before.at + before.size);
  });
  for (const { at } of blocks) heap()._free(at);
});

test('what lies waiting is bounded: sizes that are never asked for again are given back', () => {
  const size = () => heap().asm.memory.buffer.byteLength;
  const once = (bytes: number) => heap()._free(heap()._malloc(bytes));
  for (let index = 0; index < 100; index += 1) once(megabyte + index * 64);
  const before = size();
  for (let index = 100; index < 2_000; index += 1) once(megabyte + index * 64);
  expect(size() - before).toBeLessThan(64 * megabyte); // all of them would be 2 GB
});

test('large tensors come and go in the same memory', () => {
  const large = () => tf.tidy(() => void tf.zeros([6 * megabyte]).add(1));
  large();
  const before = heap().asm.memory.buffer.byteLength;
  for (let index = 0; index < 20; index += 1) large();
  expect(heap().asm.memory.buffer.byteLength).toBe(before);
});

test('when there is no memory left, what lies waiting is given back first', () => {
  // An allocator of 1000 bytes that never uses an address twice.
  const inUse = new Map<number, number>();
  let next = 0;
  const wasm = {
    _malloc(bytes: number) {
      if ([...inUse.values()].reduce((sum, size) => sum + size, bytes) > 1000) return 0;
      next += 1;
      inUse.set(next, bytes);
      return next;
    },
    _free: (address: number) => void inUse.delete(address),
  };
  recycleMemory({ wasm } as WasmBackend);
  const small = [wasm._malloc(100), wasm._malloc(100), wasm._malloc(100)];
  expect(inUse.size).toBe(3);
  for (const address of small) wasm._free(address);
  expect(inUse.size).toBe(3); // waiting
  expect(wasm._malloc(900)).not.toBe(0);
  expect(inUse.size).toBe(1);
  expect(wasm._malloc(900)).toBe(0);
});
