import type { TransformerParams } from '../../../../lib/parameters';
import { affine } from './affine';
import { block } from './block';
import { layerNorm } from './layer-norm';
import { type Matrix, sum, type Vector } from './matrix';
import type { Numbers } from './parameters';
import { positions } from './positions';

/** 1 where the key is not later than the query. */
export function causal(seq: number): Matrix {
  return Array.from({ length: seq }, (_, query) =>
    Array.from({ length: seq }, (_, key) => (key > query ? 0 : 1)),
  );
}

/** Rows of the embedding times √dModel, plus the positions: [seq, dModel]. */
export function embed(embedding: Matrix, tokens: Vector): Matrix {
  const rows = tokens.map((token) => embedding[token] ?? []);
  const dModel = embedding[0]?.length ?? 0;
  return sum(
    rows.map((row) => row.map((value) => value * Math.sqrt(dModel))),
    positions(tokens.length, dModel),
  );
}

/** Logits of one sequence: [seq, vocab]. */
export function transformer(params: Numbers<TransformerParams>, tokens: Vector, heads: number): Matrix {
  let stream = embed(params.embedding, tokens);
  for (const layer of params.blocks) stream = block(layer, stream, heads, causal(tokens.length));
  return affine(params.output, layerNorm(params.norm, stream));
}
