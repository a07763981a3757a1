/** Trains and judges as `npm run reversal` does, on strings of the test's choice. */
import { permuted, predictWith, redrawn } from '../../lib/reversal/controls';
import { judgeReversal } from '../../lib/reversal/criterion';
import type { Predictions } from '../../lib/reversal/predictions';
import { controlStrings, type ReversalString, trainedKeys } from '../../lib/reversal/task';
import { predictReversal, type Transformer, trainReversal, untrainedParams } from '../../lib/reversal/train';
import type { ReversalVerdict } from '../../lib/reversal/verdict';
import { disposeTensors } from '../../lib/training';

export async function predictUntrained(
  model: Transformer,
  seed: number,
  strings: readonly ReversalString[],
): Promise<Predictions> {
  const params = untrainedParams(seed);
  const predictions = await predictReversal(model, params, strings);
  disposeTensors(params);
  return predictions;
}

export async function trainAndJudge(
  model: Transformer,
  seed: number,
  strings: readonly ReversalString[],
  maxSteps?: number,
): Promise<ReversalVerdict> {
  const untrained = await predictUntrained(model, seed, strings.slice(0, controlStrings));
  const training = await trainReversal({ transformer: model, seed, maxSteps });
  const answers = {
    predictions: await predictReversal(model, training.params, strings),
    untrained,
    redrawn: await predictWith(model, redrawn(seed), strings),
    permuted: await predictWith(model, permuted(training.params, seed), strings),
  };
  disposeTensors(training.params);
  return judgeReversal({ strings, ...answers, trainedOn: trainedKeys(seed, training.steps), training });
}
