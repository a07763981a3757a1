/** The oracle of the hidden tests against PyTorch: two independent ways to the same numbers. */
import type * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import type { AttentionParams, BlockParams, TransformerParams } from '../../lib/parameters';
import public01 from '../fixtures/01.json';
import public02 from '../fixtures/02.json';
import public03 from '../fixtures/03.json';
import public04 from '../fixtures/04.json';
import public05 from '../fixtures/05.json';
import public06 from '../fixtures/06.json';
import hidden01 from '../hidden/fixtures/01.json';
import hidden02 from '../hidden/fixtures/02.json';
import hidden03 from '../hidden/fixtures/03.json';
import hidden04 from '../hidden/fixtures/04.json';
import hidden05 from '../hidden/fixtures/05.json';
import hidden06 from '../hidden/fixtures/06.json';
import { matricesOf, numbersOf, stacked } from '../hidden/support/numbers';
import { attention, pattern } from '../hidden/support/oracle/attention';
import { block, feedForward } from '../hidden/support/oracle/block';
import { layerNorm } from '../hidden/support/oracle/layer-norm';
import type { Matrix } from '../hidden/support/oracle/matrix';
import { multiHead } from '../hidden/support/oracle/multi-head';
import { positions } from '../hidden/support/oracle/positions';
import { causal, embed, transformer } from '../hidden/support/oracle/transformer';
import type { Flat } from '../support/compare';
import { tensorOf, tensorsOf } from '../support/inputs';
import '../support/setup';

/** The fixtures have 7 digits; their inputs pass through float32 on the way to the oracle. */
const tolerance = { absolute: 2e-6, relative: 2e-6 };

const matrices = (flat: Flat): Matrix[] => matricesOf(tensorOf(flat));
const mask = (flat: Flat): Matrix => matrices(flat)[0] ?? [];

/** Applies a function to the items of x and puts the results in the place of the items. */
function each(x: Flat, compute: (item: Matrix, index: number) => Matrix): Flat {
  return stacked(x.shape.slice(0, -2), matrices(x).map(compute));
}

function expectClose(received: Flat, expected: Flat) {
  expect(tensorOf(received)).toMatchTensor(expected, tolerance);
}

describe.each([
  { name: 'public', fixtures: [public01, public02, public03, public04, public05, public06] as const },
  { name: 'hidden', fixtures: [hidden01, hidden02, hidden03, hidden04, hidden05, hidden06] as const },
])('the oracle, on the $name fixtures', ({ fixtures: [f01, f02, f03, f04, f05, f06] }) => {
  test('has the positions of PyTorch', () => {
    expectClose(stacked([], [positions(f01.seq, f01.dModel)]), f01.encoding);
  });

  test('has the attention of PyTorch', () => {
    const [ks, vs] = [matrices(f02.k), matrices(f02.v)];
    expectClose(
      each(f02.q, (q, item) => pattern(q, ks[item] ?? [])),
      f02.pattern,
    );
    expectClose(
      each(f02.q, (q, item) => attention(q, ks[item] ?? [], vs[item] ?? [])),
      f02.output,
    );
  });

  test('has the masked attention of PyTorch', () => {
    const [ks, vs] = [matrices(f03.k), matrices(f03.v)];
    const masked = each(f03.q, (q, item) => attention(q, ks[item] ?? [], vs[item] ?? [], mask(f03.mask)));
    expectClose(masked, f03.output);
    expectClose(stacked([], [causal(f03.causal.shape[0] ?? 0)]), f03.causal);
  });

  test('has the multi-head attention of PyTorch', () => {
    const params = numbersOf(tensorsOf<AttentionParams>(f04.params));
    expectClose(
      each(f04.x, (x) => multiHead(params, x, f04.heads)),
      f04.unmasked,
    );
    expectClose(
      each(f04.x, (x) => multiHead(params, x, f04.heads, mask(f04.mask))),
      f04.masked,
    );
  });

  test('has the block of PyTorch, and its parts', () => {
    const params = numbersOf(tensorsOf<BlockParams>(f05.params));
    expectClose(
      each(f05.x, (x) => layerNorm(params.norm1, x)),
      f05.normalised,
    );
    expectClose(
      each(f05.x, (x) => feedForward(params.feedForward, x)),
      f05.fed,
    );
    expectClose(
      each(f05.x, (x) => block(params, x, f05.heads)),
      f05.unmasked,
    );
    expectClose(
      each(f05.x, (x) => block(params, x, f05.heads, mask(f05.mask))),
      f05.masked,
    );
  });

  test('has the transformer of PyTorch', () => {
    const params = numbersOf(tensorsOf<TransformerParams>(f06.params));
    const tokens = tensorOf<tf.Tensor2D>(f06.tokens).arraySync();
    const embedded = tokens.map((ids) => embed(params.embedding, ids));
    const logits = tokens.map((ids) => transformer(params, ids, f06.config.heads));
    expectClose(stacked([tokens.length], embedded), f06.embedded);
    expectClose(stacked([tokens.length], logits), f06.logits);
  });
});
