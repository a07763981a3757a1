/**
 * From a text to batches, by the functions of stage 07.
 *
 * Split, sequences and blocks are made of places in the text instead of token ids: a place says whether it may be
 * trained on, a token does not. So every batch of every training is checked, whoever wrote the functions.
 */
import { UsageError } from '../cli/start';
import { Random } from '../random';
import type { Examples, Tokenizer } from '../text';
import type { LanguageModelFunctions } from './functions';
import { checkBatch, checkSequences, checkSplit } from './places';

/** What of the settings decides about the data. */
export interface DatasetSettings {
  readonly tokenizer: Tokenizer['kind'];
  readonly seq: number;
  readonly batch: number;
  readonly seed: number;
  /** `blocks` begin anywhere; `sequences` do not overlap, and all of them are read before one comes again. */
  readonly examples: 'blocks' | 'sequences';
}

export interface Dataset {
  readonly tokenizer: Tokenizer;
  /** How many tokens there are. */
  readonly tokens: { readonly all: number; readonly training: number; readonly validation: number };
  /** The training part, in order. */
  readonly training: readonly number[];
  /** Sequences of the validation part that do not overlap: all of them. */
  readonly validation: Examples;
  /** What step `step`, from 0, is trained on. The same each time: nothing else has to be drawn before. */
  batch(step: number): Promise<Examples>;
}

/** Which of the random numbers of a seed. */
const streams = { blocks: 1, order: 2 } as const;

/**
 * @throws {UsageError} when the text is too short
 * @throws {Error} when a function of stage 07 does not what it should: validation text would be trained on, say
 */
export async function prepareDataset(
  functions: LanguageModelFunctions,
  text: string,
  settings: DatasetSettings,
): Promise<Dataset> {
  const { tokenizer, ids } = await tokenize(functions, text, settings.tokenizer);
  const { training, validation } = await functions.splitTokens(placesOf(ids.length));
  checkSplit(training, validation, ids.length);
  const tokens = { all: ids.length, training: training.length, validation: validation.length };
  refuseShort(tokens, settings.seq);
  const held = await functions.sequences(validation, settings.seq);
  checkSequences('validation', held, validation, settings.seq);
  const next = await examplesOf(functions, training, settings);
  return {
    tokenizer,
    tokens,
    training: training.map((place) => ids[place] as number),
    validation: idsAt(held, ids),
    batch: async (step) => {
      const places = await next(step);
      checkBatch(places, training.length, settings);
      return idsAt(places, ids);
    },
  };
}

/** Learns a tokenizer from the text, and the text as its ids. */
async function tokenize(
  functions: LanguageModelFunctions,
  text: string,
  kind: Tokenizer['kind'],
): Promise<{ tokenizer: Tokenizer; ids: readonly number[] }> {
  const learn = kind === 'character' ? functions.characterTokenizer : functions.wordTokenizer;
  const tokenizer = await learn(text);
  const ids = await functions.encode(tokenizer, text);
  if ((await functions.decode(tokenizer, ids)) !== text) {
    throw new Error('decode(encode(text)) is not the text again: run npm test 07');
  }
  return { tokenizer, ids };
}

/** Makes the examples of a step, from 0, as places. */
type ExamplesOfStep = (step: number) => Examples | Promise<Examples>;

async function examplesOf(
  functions: LanguageModelFunctions,
  training: readonly number[],
  settings: DatasetSettings,
): Promise<ExamplesOfStep> {
  const { examples, seq } = settings;
  if (examples === 'blocks') return blocks(functions, training, settings);
  const all = await functions.sequences(training, seq);
  checkSequences('training', all, training, seq);
  return epochs(all, settings);
}

/** Blocks that begin anywhere in the training part. */
function blocks(
  { randomBlocks }: LanguageModelFunctions,
  training: readonly number[],
  { seq, batch, seed }: DatasetSettings,
): ExamplesOfStep {
  return async (step) => {
    const random = new Random(seed, streams.blocks, step);
    const uniforms = Array.from({ length: batch }, () => random.unit());
    return randomBlocks(training, seq, uniforms);
  };
}

/** All sequences in a random order, then all of them in another one. */
function epochs({ inputs, targets }: Examples, { batch, seed }: DatasetSettings): ExamplesOfStep {
  const rows = inputs.length;
  const steps = Math.floor(rows / batch);
  if (steps === 0) {
    throw new UsageError(`The text has ${rows} sequences to train on: too few for batches of ${batch}`);
  }
  const orderOf = remembered((epoch) => new Random(seed, streams.order, epoch).shuffle(placesOf(rows)));
  return (step) => {
    const chosen = orderOf(Math.floor(step / steps)).slice(
      (step % steps) * batch,
      ((step % steps) + 1) * batch,
    );
    const pick = (all: Examples['inputs']) => chosen.map((row) => all[row] ?? []);
    return { inputs: pick(inputs), targets: pick(targets) };
  };
}

/** Computes what the last call has not computed already. */
function remembered<T>(compute: (key: number) => T): (key: number) => T {
  let last: { readonly key: number; readonly value: T } | undefined;
  return (key) => {
    if (last?.key !== key) last = { key, value: compute(key) };
    return last.value;
  };
}

function placesOf(count: number): number[] {
  return Array.from({ length: count }, (_, place) => place);
}

function idsAt({ inputs, targets }: Examples, ids: readonly number[]): Examples {
  const rows = (places: Examples['inputs']) => places.map((row) => row.map((place) => ids[place] as number));
  return { inputs: rows(inputs), targets: rows(targets) };
}

function refuseShort({ all, training, validation }: Dataset['tokens'], seq: number): void {
  if (training > seq && validation > seq) return;
  throw new UsageError(
    `The text is too short: of its ${all} tokens ${training} are to train on and ${validation} to validate on, ` +
      `and seq is ${seq}. Take a longer text or a smaller --seq`,
  );
}
