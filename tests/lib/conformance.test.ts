/**
 * The wasm backend gives what cpu gives: every operation on every kind of numbers and shapes, forward and backward,
 * and with a memory that grows at the worst time.
 * docs/conformance.md is what this finds; with `-u` this file writes it.
 */
import * as tf from '@tensorflow/tfjs';
import { afterAll, expect, test } from 'vitest';
import type { WasmBackend } from '../../lib/backend/wasm/fast/module';
import { startAllBackends } from './support/backend-row';
import { arithmeticRows } from './support/conformance-arithmetic';
import { type Outcome, outcomesOf } from './support/conformance-check';
import { moveRows } from './support/conformance-moves';
import { productRows } from './support/conformance-products';
import { reductionRows } from './support/conformance-reductions';
import { pageOf } from './support/conformance-table';
import { growAtEveryAllocation } from './support/memory-that-grows';

await startAllBackends();
const usual = tf.getBackend();
const wasm = tf.findBackend('wasm') as WasmBackend;
growAtEveryAllocation(wasm);
afterAll(() => tf.setBackend(usual));

const operations = [...arithmeticRows, ...reductionRows, ...moveRows, ...productRows];
const outcomes: Outcome[][] = [];

test.each(operations.map((operation) => [operation.name, operation] as const))(
  '%s',
  async (_name, operation) => {
    const found = await outcomesOf(operation);
    outcomes.push(found);
    const mistakes = found.flatMap((one) =>
      one.mistakes.map((mistake) => `${one.case.kind} ${one.case.shapes}: ${mistake}`),
    );
    expect(mistakes.join('\n')).toBe('');
  },
);

test('old views of the memory are empty after an allocation', () => {
  const view = wasm.typedArrayFromHeap(wasm.makeOutput([3], 'float32'));
  expect(view).toHaveLength(3);
  wasm.makeOutput([1], 'float32');
  expect(view).toHaveLength(0);
});

test('docs/conformance.md is up to date', async (context) => {
  context.skip(outcomes.length < operations.length, 'some operations were not tried');
  await expect(pageOf(outcomes)).toMatchFileSnapshot('../../docs/conformance.md');
});
