/** A small language model, trained within seconds by the functions of stages 06 to 09. */
import { prepareDataset } from '../language-model/dataset';
import { loadFunctions } from '../language-model/functions';
import { trainLanguageModel } from '../language-model/train';
import { initAdam } from '../optimisation';
import { byPath, initTransformer, type TransformerConfig, type TransformerParams } from '../parameters';
import type { Tokenizer } from '../text';

export interface SmallTraining {
  readonly steps: number;
  /** The largest learning rate. */
  readonly learningRate: number;
  /** Steps of the warm-up. */
  readonly warmup: number;
  readonly seed?: number;
}

export interface SmallModel {
  readonly tokenizer: Tokenizer;
  readonly config: TransformerConfig;
  readonly params: TransformerParams;
  /** One entry for each step; `validation` only now and then. */
  readonly history: readonly { readonly step: number; readonly loss: number; readonly validation?: number }[];
}

const batch = 16;
const sizes = { seq: 32, dModel: 32, heads: 2, dFf: 64, layers: 2 } as const;

/**
 * Trains on a text, character by character. The same seed gives the same model.
 *
 * @throws whatever the student's functions throw
 */
export async function trainSmallModel(text: string, training: SmallTraining): Promise<SmallModel> {
  const { steps, learningRate, warmup, seed = 1 } = training;
  const functions = await loadFunctions();
  const dataset = await prepareDataset(functions, text, {
    tokenizer: 'character',
    seq: sizes.seq,
    batch,
    seed,
    examples: 'blocks',
  });
  const config = { ...sizes, vocab: dataset.tokenizer.vocabulary.length };
  const params = initTransformer(config, seed);
  const history: SmallModel['history'][number][] = [];
  const { state } = await trainLanguageModel({
    functions,
    dataset,
    config,
    settings: {
      steps,
      batch,
      learningRate,
      floor: 0,
      warmup,
      evaluateEvery: 20,
      evaluateOn: 32,
      patience: 0,
    },
    start: { step: 0, seconds: 0, validationLosses: [], params, adam: initAdam(byPath(params)) },
    onStep: ({ step, loss, validation }) => {
      history.push({ step, loss, ...(validation && { validation: validation.loss }) });
    },
  });
  return { tokenizer: dataset.tokenizer, config, params: state.params, history };
}
