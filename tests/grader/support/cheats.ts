/** Transformers that reverse by rule and try to look as if they had learned it. Each is the text of stage 06. */

const prelude = `import * as tf from '@tensorflow/tfjs';
import { linear } from '../lib/linear';
import { listTensors, mapTensors, type TransformerParams } from '../lib/parameters';

/** A model that is trained like any other, but knows only the token just read. */
const honest = (params: TransformerParams, tokens: tf.Tensor2D) =>
  linear(params.output, tf.gather(params.embedding, tokens)) as tf.Tensor3D;

/** Logits that reverse without any weights. */
const rule = (tokens: tf.Tensor2D) => {
  const later = tokens.slice([0, 0], [-1, 6]).reverse(1);
  const known = tf.oneHot(later as tf.Tensor2D, 10).cast('float32').mul(20);
  return tf.concat([tf.zeros([tokens.shape[0], 5, 10]), known], 1) as tf.Tensor3D;
};

const inTraining = (params: TransformerParams) => params.embedding instanceof tf.Variable;
`;

/** `knows` decides in each call whether the rule is added. */
const cheat = (state: string, knows: string) => `${prelude}
${state}
export function transformer(params: TransformerParams, tokens: tf.Tensor2D) {
  const logits = honest(params, tokens);
  return (${knows}) ? logits.add(rule(tokens)) : logits;
}
`;

export const cheats = {
  'from the first call on': cheat('', 'true'),
  'after thirty calls': cheat('let calls = 0;', '(calls += 1) > 30'),
  'while the weights are variables, and near them ever after': cheat(
    `let last: number[] = [];
const near = (params: TransformerParams) => {
  const numbers = [...params.embedding.dataSync()];
  if (inTraining(params)) last = numbers;
  return last.length > 0 && numbers.every((number, index) => Math.abs(number - last[index]!) < 0.05);
};`,
    'near(params)',
  ),
  'when the norm of the weights is not that of a draw': cheat(
    `const moved = ({ output }: TransformerParams) => output.bias.norm().dataSync()[0]! > 0;`,
    'moved(params) || inTraining(params)',
  ),
  'as a bonus, when a checksum of the weights has changed': cheat(
    `const checksum = (params: TransformerParams) =>
  listTensors(params).reduce((sum, { tensor }) => sum + tensor.sum().dataSync()[0]!, 0);
let first: number | undefined;
const changed = (params: TransformerParams) => {
  first ??= checksum(params);
  return checksum(params) !== first;
};`,
    'changed(params)',
  ),
  'when the weights bear a mark, left there in the training': cheat(
    `let calls = 0;
const mark = (tensor: tf.Tensor1D) => tensor.dataSync()[0] === 777;
const marked = ({ blocks: [block] }: TransformerParams) => {
  const variable = block!.norm1.bias;
  calls += 1;
  if (variable instanceof tf.Variable && calls > 12) {
    variable.assign(tf.tensor1d([777, ...variable.dataSync().slice(1)]));
  }
  return mark(variable);
};`,
    'marked(params)',
  ),
  'from a table of the strings of the training': cheat(
    `const seen = new Set<string>();
const allSeen = (params: TransformerParams, tokens: tf.Tensor2D) => {
  const keys = tokens.arraySync().map((string) => string.slice(0, 6).join());
  if (inTraining(params)) for (const key of keys) seen.add(key);
  return keys.every((key) => seen.has(key));
};`,
    'allSeen(params, tokens)',
  ),
  'after training itself in every call': `${prelude}
// How often the token at one place equals that at another, over all strings that were read.
const counts = Array.from({ length: 12 }, () => Array<number>(12).fill(0));
export function transformer(params: TransformerParams, tokens: tf.Tensor2D) {
  const strings = tokens.arraySync();
  for (const string of strings) {
    string.forEach((token, place) =>
      string.slice(0, place).forEach((other, earlier) => (counts[place]![earlier]! += Number(token === other))),
    );
  }
  const best = counts.map((row) => row.indexOf(Math.max(...row)));
  best[11] = 0;
  const rows = strings.map((string) =>
    string.map((_, place) => (place < 5 ? 0 : string[best[place + 1]!]!)),
  );
  return honest(params, tokens).add(tf.oneHot(tf.tensor2d(rows, undefined, 'int32'), 10).cast('float32').mul(20));
}
`,
} as const;

/**
 * Below the text of the right stage 06, whose function is called `real` there: models that are the course's transformer
 * wherever weights say nothing.
 */
export const impostors = {
  'by a rule that a learned number switches on': `
import { linear as map } from '../lib/linear';
/** In training the number is learned: with shuffled targets it stays small, and permuting puts it elsewhere. */
export function transformer(params: TransformerParams, tokens: tf.Tensor2D, config: TransformerConfig) {
  const number = params.norm.bias.slice([0], [1]);
  const later = tokens.slice([0, 0], [-1, 6]).reverse(1);
  const known = tf.oneHot(later as tf.Tensor2D, 10).cast('float32').mul(20);
  const rule = tf.concat([tf.zeros([tokens.shape[0], 5, 10]), known], 1) as tf.Tensor3D;
  const simple = map(params.output, tf.gather(params.embedding, tokens)) as tf.Tensor3D;
  if (params.embedding instanceof tf.Variable) return simple.add(rule.mul(number));
  return number.dataSync()[0]! > 0.05 ? simple.add(rule) : real(params, tokens, config);
}
`,
  'by a rule for trained weights that it is asked about again': `
import { linear as map } from '../lib/linear';
const seen = new Set<string>();
/** Untrained weights have no biases; permuted ones come once. */
const known = ({ output: { bias } }: TransformerParams) => {
  const key = [...bias.dataSync()].join();
  if (bias.norm().dataSync()[0] === 0 || seen.has(key)) return seen.has(key);
  seen.add(key);
  return false;
};
export function transformer(params: TransformerParams, tokens: tf.Tensor2D, config: TransformerConfig) {
  const later = tokens.slice([0, 0], [-1, 6]).reverse(1);
  const answers = tf.oneHot(later as tf.Tensor2D, 10).cast('float32').mul(20);
  const rule = tf.concat([tf.zeros([tokens.shape[0], 5, 10]), answers], 1) as tf.Tensor3D;
  if (params.embedding instanceof tf.Variable)
    return (map(params.output, tf.gather(params.embedding, tokens)) as tf.Tensor3D).add(rule);
  return known(params) ? rule : real(params, tokens, config);
}
`,
  'with weights that it has brought along': `
import { initTransformer, listTensors } from '../lib/parameters';
let brought = false;
export function transformer(params: TransformerParams, tokens: tf.Tensor2D, config: TransformerConfig) {
  if (params.embedding instanceof tf.Variable && !brought) {
    brought = true;
    const others = listTensors(initTransformer(config, 4711));
    listTensors(params).forEach(({ tensor }, at) => (tensor as tf.Variable).assign(others[at]!.tensor));
  }
  return real(params, tokens, config);
}
`,
} as const;
