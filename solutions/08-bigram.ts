/**
 * 08 Bigram
 *
 * Read:  notebooks/08-bigram.ipynb; "Let's build GPT: from scratch, in code, spelled out" (Andrej Karpathy), the bigram model
 * Check: npm test 08
 */
import * as tf from '@tensorflow/tfjs';
import type { BigramParams } from '../lib/parameters';
import { todo } from '../lib/todo';

/**
 * The smallest language model: what comes next depends on the last token alone.
 *
 * @param params - `table` [vocab, vocab]: row a holds the logits of the token after token a
 * @param tokens - [batch, seq], int32
 * @returns logits [batch, seq, vocab]: row t scores the token that comes after token t
 */
export function bigram(params: BigramParams, tokens: tf.Tensor2D): tf.Tensor3D {
  // TODO 8a: which operation picks rows by number?
  // #region solution
  return tf.gather<tf.Tensor>(params.table, tokens) as tf.Tensor3D;
  // #endregion
}

/**
 * How surprised a model is by what came next: the mean of −ln p(target), where p = softmax(logits).
 *
 * The mean runs over all targets, whatever axes they have. Large logits must neither
 * overflow nor turn a probability into 0, which has no logarithm.
 *
 * @param logits - [..., vocab]
 * @param targets - token ids [...], int32: the axes of the logits without the last
 * @returns a scalar, in nats; ln vocab for a model that knows nothing
 */
export function crossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Scalar {
  // TODO 8b: over which axis do probabilities sum to 1, and which of them counts?
  // #region solution
  const vocab = logits.shape.at(-1) as number;
  const logProbabilities = tf.logSoftmax(logits.reshape([-1, vocab])); // [targets, vocab]
  // Places in a flat list; as int32, for float32 cannot count beyond 2²⁴.
  const rows = tf.range(0, targets.size, 1, 'int32').mul(tf.scalar(vocab, 'int32'));
  const picked = tf.gather(logProbabilities.flatten(), rows.add(targets.flatten()));
  return picked.mean<tf.Scalar>().neg();
  // #endregion
}

/**
 * A loss in words that a person understands: a model with this perplexity is as unsure as one that chooses
 * among so many tokens, all equally likely.
 *
 * @param loss - cross-entropy in nats
 * @example perplexity(Math.log(65)); // 65
 */
export function perplexity(loss: number): number {
  // TODO 8c: what undoes a natural logarithm?
  // #region solution
  return Math.exp(loss);
  // #endregion
}
