/**
 * What has to be beaten, counted here and never by the functions of a submission: how often each token occurs, and how
 * often each pair. Plain numbers, no TensorFlow.js.
 */

/** The loss, in nats, of the token at a place of a text, where `before` is the token in front of it. */
export type Baseline = (token: number, before: number) => number;

/** Each token as likely as it is in the training part; what does not occur there counts as half an occurrence. */
export function unigram(training: readonly number[], vocab: number): Baseline {
  const counts = new Float64Array(vocab).fill(0.5);
  for (const token of training) counts[token] = (counts[token] ?? 0) + 1;
  const total = counts.reduce((sum, count) => sum + count, 0);
  return (token) => -Math.log((counts[token] ?? 0) / total);
}

/**
 * Each pair as likely as it is in the training part. After a token that was followed by `kinds` different ones, as much
 * is left for the unigram as if a new one had come that often (Witten and Bell, 1991): no pair is impossible, and there
 * is no constant to choose.
 */
export function bigram(training: readonly number[], vocab: number): Baseline {
  const single = unigram(training, vocab);
  const pairs = new Map<number, number>();
  const [after, kinds] = [new Float64Array(vocab), new Float64Array(vocab)];
  for (const [place, token] of training.slice(1).entries()) {
    const before = training[place] ?? 0;
    const key = before * vocab + token;
    const seen = pairs.get(key) ?? 0;
    pairs.set(key, seen + 1);
    after[before] = (after[before] ?? 0) + 1;
    if (seen === 0) kinds[before] = (kinds[before] ?? 0) + 1;
  }
  return (token, before) => {
    const [count = 0, different = 0] = [after[before], kinds[before]];
    if (count === 0) return single(token, before);
    const pair = pairs.get(before * vocab + token) ?? 0;
    return -Math.log((pair + different * Math.exp(-single(token, before))) / (count + different));
  };
}
