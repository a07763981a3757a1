/** The table of conformance in words, for docs/conformance.md. */
import * as tf from '@tensorflow/tfjs';
import type { Outcome, Verdict } from './conformance-check';

/** The whole page; the outcomes of one operation stand together. */
export function pageOf(operations: readonly (readonly Outcome[])[]): string {
  const all = operations.flat();
  const count = (verdict: Verdict, of: 'forward' | 'slope') =>
    all.filter((one) => one[of] === verdict).length;
  return `# Conformance of the wasm backend

Made by \`tests/lib/conformance.test.ts\`, which fails when this page says something else; \`-u\` writes it anew.

${all.length} calls: forward ${count('right', 'forward')} right, ${count('refused', 'forward')} refused with an error; gradients
${count('right', 'slope')} right, ${count('refused', 'slope')} refused. ${all.filter((one) => one.mistakes.length > 0).length} wrong without a word.

Forward is compared with cpu (1e-5), cpu with plain TypeScript wherever an operation is a formula of its numbers;
\`backend-operations.test.ts\` ties cpu to double precision for the rest. Gradients are compared with cpu's (1e-4), and those with
central differences (3e-3). After each call the inputs, other tensors, a known product and the number of tensors held
have to be what they were. Kinds: _special_ is float32 with NaN, ±Infinity and −0, _extreme_ goes to
±3e38, _large_ is int32 that float32 cannot hold.

| operation | kinds | shapes | forward | gradient | note |
| --- | --- | --- | --- | --- | --- |
${operations.map(rowOf).join('\n')}
`;
}

function rowOf(outcomes: readonly Outcome[]): string {
  const [first] = outcomes;
  if (!first) return '';
  const { name, kinds, shapes } = first.case.operation;
  const cells = [
    ...[name, kinds.join(', '), shapesInWords(shapes)],
    verdicts(outcomes, 'forward'),
    verdicts(
      outcomes.filter(({ slope }) => slope !== 'none'),
      'slope',
    ),
    noteOf(outcomes),
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

/** `8: rank 0–6, empty` */
function shapesInWords(shapes: readonly string[]): string {
  const lists = shapes.flatMap((group) => group.split(' ').map((shape) => JSON.parse(shape) as number[]));
  const ranks = lists.map((shape) => shape.length);
  const [low, high] = [Math.min(...ranks), Math.max(...ranks)];
  const empty = lists.some((shape) => tf.util.sizeFromShape(shape) === 0) ? ', empty' : '';
  return `${shapes.length}: rank ${low === high ? low : `${low}–${high}`}${empty}`;
}

function verdicts(outcomes: readonly Outcome[], of: 'forward' | 'slope'): string {
  if (outcomes.length === 0) return 'none';
  if (outcomes.some((one) => one.mistakes.length > 0)) return '✗';
  const refused = outcomes.filter((one) => one[of] === 'refused');
  if (refused.length === 0) return '✓';
  if (refused.length === outcomes.length) return 'refused';
  const kinds = new Set(outcomes.map((one) => one.case.kind));
  const whole = [...kinds].filter((kind) =>
    outcomes.every((one) => one.case.kind !== kind || one[of] === 'refused'),
  );
  const some = refused.filter((one) => !whole.includes(one.case.kind)).map((one) => one.case.shapes);
  return `✓, refused: ${[...whole, ...new Set(some)].join(', ')}`;
}

function noteOf(outcomes: readonly Outcome[]): string {
  const { note, eitherZero } = outcomes[0]?.case.operation.options ?? {};
  const refusal = outcomes.find((one) => one.refusal)?.refusal.split('\n')[0];
  return [note, eitherZero && '0 for −0', refusal && `“${refusal}”`].filter(Boolean).join('; ');
}
