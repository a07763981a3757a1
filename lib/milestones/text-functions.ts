/** The functions of stage 07 that a milestone may lean on, in this process or in another. */
import type { LanguageModelFunctions } from '../language-model/functions';

export type TextFunctions = Pick<
  LanguageModelFunctions,
  'characterTokenizer' | 'encode' | 'splitTokens' | 'randomBlocks'
>;

/** Stage 07 does not make the examples that it should: there is nothing to train on, or too much. */
export class WrongExamples extends Error {
  override readonly name = 'WrongExamples';
}
