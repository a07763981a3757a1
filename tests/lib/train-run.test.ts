/** Recorded trainings: what they write, that they go on bit by bit, and that nothing leaks. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startBackend } from '../../lib/backend';
import { loadModel } from '../../lib/language-model/checkpoint';
import { prepareDataset } from '../../lib/language-model/dataset';
import type { LanguageModelFunctions } from '../../lib/language-model/functions';
import { generateText } from '../../lib/language-model/generate';
import { beginning, describeRun, type Run, runTraining } from '../../lib/language-model/run';
import {
  type RunConfig,
  type RunResult,
  runFiles,
  type StepMetrics,
} from '../../lib/language-model/run-files';
import { makeRun, readLines, readRunConfig, writeJson } from '../../lib/language-model/run-folder';
import { readSettings, type Settings } from '../../lib/language-model/settings';
import { trainLanguageModel } from '../../lib/language-model/train';
import { Random } from '../../lib/random';
import { TodoError } from '../../lib/todo';
import { disposeTensors } from '../../lib/training';
import * as model from '../../solutions/06-transformer';
import * as text from '../../solutions/07-text';
import * as bigram from '../../solutions/08-bigram';
import * as training from '../../solutions/09-training';
import * as sampling from '../../solutions/10-sampling';
import { weightsOf } from './support/weights';

const solution = { ...model, ...text, ...bigram, ...training, ...sampling } as LanguageModelFunctions;
const runs = mkdtempSync(join(tmpdir(), 'runs-'));
afterAll(() => rmSync(runs, { recursive: true, force: true }));
beforeAll(() => startBackend({ prefer: 'wasm' }));

const source = {
  name: 'rhyme.txt',
  text: 'Round and round the rugged rock the ragged rascal ran.\n'.repeat(12),
  sha256: 'none',
};

const small: Partial<Settings> = {
  tokenizer: 'character',
  seq: 8,
  layers: 1,
  dModel: 16,
  heads: 2,
  dFf: 24,
  batch: 4,
  steps: 40,
  warmup: 4,
  evaluateEvery: 10,
  evaluateOn: 3,
  checkpointEvery: 7,
  sampleTokens: 12,
};

/** A run that can begin, or go on. */
async function prepare(name: string, changed: Partial<Settings> = {}, functions = solution): Promise<Run> {
  const settings = await readSettings({ ...small, ...changed });
  const dataset = await prepareDataset(functions, source.text, settings);
  const folder = makeRun(name, source.name, runs);
  const config = describeRun(name, settings, { source, dataset, backend: 'wasm' });
  writeJson(folder, runFiles.config, config);
  return { folder, config, functions, dataset };
}

/** Trains until a step is done, as Ctrl-C would have it. */
async function trainUntil(run: Run, last: number): Promise<string> {
  const interrupt = new AbortController();
  const onStep = ({ step }: StepMetrics) => {
    if (step === last) interrupt.abort();
  };
  return (await runTraining({ ...run, onStep, signal: interrupt.signal })).ended;
}

const bytesOf = (run: Run, file: string) => readFileSync(join(run.folder, file));
const tensorsOf = (run: Run) => weightsOf(run.folder);
/** What does not depend on the clock. */
const lossesOf = (run: Run) =>
  readLines<StepMetrics>(run.folder, runFiles.metrics).map(({ step, loss, learningRate, validation }) => ({
    step,
    loss,
    learningRate,
    validation,
  }));

describe('a run', () => {
  let whole: Run;
  let before: number;
  beforeAll(async () => {
    whole = await prepare('whole');
    before = tf.memory().numTensors;
    await runTraining(whole);
  });

  test('leaves no tensor behind', () => {
    expect(tf.memory().numTensors).toBe(before);
  });

  test('writes the files of a run, all of them whole', () => {
    expect(readdirSync(whole.folder).sort()).toEqual(Object.values(runFiles).sort());
    expect(readRunConfig(whole.folder)).toEqual(JSON.parse(JSON.stringify(whole.config)));
  });

  test('describes text and model', () => {
    // 55 characters 12 times; 18 of them different: "\n", " ", ".", R, and a c d e g h k l n o r s t u.
    const { text: about, model: sizes, prompt } = whole.config;
    const tokens = { all: 660, training: 594, validation: 66 };
    expect(about).toEqual({ name: 'rhyme.txt', sha256: 'none', characters: 660, tokens });
    expect([sizes.vocab, prompt]).toEqual([18, 'Round']);
    // embedding 18·16; block: norms 4·16, projections 4·(16·16+16), MLP 16·24+24 + 24·16+16; norm 2·16; output 16·18+18
    expect(whole.config.parameters).toBe(288 + 64 + 1088 + 408 + 400 + 32 + 306);
  });

  test('has a line for each step, with a look at the validation text at every tenth', () => {
    const lines = lossesOf(whole);
    expect(lines.map(({ step }) => step)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    const looked = lines.filter(({ validation }) => validation).map(({ step }) => step);
    expect(looked).toEqual([10, 20, 30, 40]);
    // ln 18 = 2.89: a model that knows nothing; warm-up: a quarter of the peak first.
    expect(Math.abs((lines[0]?.loss ?? 0) - 2.89)).toBeLessThan(0.4);
    expect(lines[0]?.learningRate).toBeCloseTo(0.003 / 4, 9);
    expect(lines.at(-1)?.loss).toBeLessThan(2.7);
  });

  test('has samples that begin with the prompt', () => {
    const samples = readLines<{ step: number; text: string }>(whole.folder, runFiles.samples);
    expect(samples.map(({ step }) => step)).toEqual([10, 20, 30, 40]);
    for (const sample of samples) expect(sample.text).toMatch(/^Round[\s\S]{12}$/);
  });

  test('ends with a result on the whole validation text', () => {
    const result: RunResult = JSON.parse(bytesOf(whole, runFiles.result).toString());
    expect(result).toMatchObject({ ended: 'ran out of steps', steps: 40 });
    expect(result.validation.perplexity).toBeCloseTo(Math.exp(result.validation.loss), 9);
  });

  test('has a model file that says all that is needed to use it', async () => {
    const { params, config, tokenizer, step } = loadModel(whole.folder);
    expect([config, tokenizer, step]).toEqual([whole.config.model, whole.dataset.tokenizer, 40]);
    const settings = { prompt: 'the ', tokens: 9, temperature: 0.8, topK: 3 };
    let streamed = '';
    const random = new Random(1, 5);
    for await (const piece of generateText(
      solution,
      { params, config, tokenizer },
      { ...settings, random },
    )) {
      streamed += piece;
    }
    // All at once, from the same numbers.
    const again = new Random(1, 5);
    const uniforms = Array.from({ length: 9 }, () => again.unit());
    const ids = sampling.generate(params, text.encode(tokenizer, 'the '), { ...settings, config, uniforms });
    expect(streamed).toBe(text.decode(tokenizer, ids));
    disposeTensors(params);
  });

  test('gives the same weights when it was interrupted at step 20', async () => {
    const halves = await prepare('halves');
    expect(await trainUntil(halves, 20)).toBe('interrupted');
    expect(readdirSync(halves.folder)).not.toContain(runFiles.result);
    expect((await runTraining(halves)).ended).toBe('ran out of steps');
    expect(tensorsOf(halves)).toEqual(tensorsOf(whole));
    expect(lossesOf(halves)).toEqual(lossesOf(whole));
    expect(bytesOf(halves, runFiles.samples).equals(bytesOf(whole, runFiles.samples))).toBe(true);
  });

  test('goes on from the checkpoint before when the last one is damaged', async () => {
    const damaged = await prepare('damaged');
    await trainUntil(damaged, 30);
    truncateSync(join(damaged.folder, runFiles.checkpoint), 500);
    const first: number[] = [];
    await runTraining({ ...damaged, onStep: ({ step }) => first.push(step) });
    // Checkpoints were written at 7, 14, 21, 28, and 30.
    expect(first[0]).toBe(29);
    expect(tensorsOf(damaged)).toEqual(tensorsOf(whole));
    expect(lossesOf(damaged)).toEqual(lossesOf(whole));
  });

  test('starts again when no checkpoint is left', async () => {
    const lost = await prepare('lost');
    await trainUntil(lost, 3);
    rmSync(join(lost.folder, runFiles.checkpoint));
    copyFileSync(join(whole.folder, runFiles.config), join(lost.folder, 'left.tmp'));
    await runTraining(lost);
    expect(lossesOf(lost)).toEqual(lossesOf(whole));
    expect(readdirSync(lost.folder)).not.toContain('left.tmp');
  });

  test('gives other weights with another seed', async () => {
    const other = await prepare('other', { seed: 2 });
    await runTraining(other);
    expect(tensorsOf(other)).not.toEqual(tensorsOf(whole));
  });
});

describe('a training', () => {
  /** Students leave tensors behind. */
  const leaky: LanguageModelFunctions = {
    ...solution,
    trainingStep: async (...all) => {
      tf.zeros([100]);
      return { ...(await solution.trainingStep(...all)), left: tf.ones([3]) };
    },
    evaluate: (logits, targets) => {
      tf.zeros([100]);
      return solution.evaluate(logits, targets);
    },
  };

  test.each(Object.entries({ solution, leaky }))(
    'keeps memory flat over 50 steps: %s',
    async (name, functions) => {
      const run = await prepare(`flat-${name}`, { steps: 53 }, functions);
      const seen: string[] = [];
      const onStep = () => {
        const { numTensors, numBytes } = tf.memory();
        seen.push(`${numTensors} tensors, ${numBytes} bytes`);
      };
      await runTraining({ ...run, onStep });
      expect(seen).toHaveLength(53);
      expect(new Set(seen.slice(2)).size).toBe(1);
    },
  );

  test('stops early when shouldStop says so', async () => {
    // Of the losses 3, 2, 2.5 and so on: two evaluations without progress.
    const losses = [3, 2, 2.5, 2.2, 1];
    const evaluate = () => ({ loss: losses[looks++] ?? 9, perplexity: 1, accuracy: 0 });
    let looks = 0;
    const changed = { patience: 2, evaluateOn: 1, evaluateEvery: 5, sampleTokens: 0 };
    const run = await prepare('early', changed, { ...solution, evaluate });
    const { ended, step } = await runTraining(run);
    expect([ended, step]).toEqual(['stopped early', 20]);
  });

  test('ends with the last good weights when the loss is not a number', async () => {
    let steps = 0;
    const broken: LanguageModelFunctions = {
      ...solution,
      trainingStep: async (...all) => {
        const next = await solution.trainingStep(...all);
        steps += 1;
        return steps === 4 ? { ...next, loss: Number.NaN } : next;
      },
    };
    const run = await prepare('nan', {}, broken);
    const { ended, step } = await runTraining(run);
    expect([ended, step]).toEqual(['not a number', 3]);
    const good = await prepare('good');
    await trainUntil(good, 3);
    expect(tensorsOf(run)).toEqual(tensorsOf(good));
  });

  test('goes without samples while generate is not written', async () => {
    const generate = () => {
      throw new TodoError('generate');
    };
    const run = await prepare('silent', { steps: 10 }, { ...solution, generate });
    expect((await runTraining(run)).ended).toBe('ran out of steps');
    expect(readLines(run.folder, runFiles.samples)).toEqual([]);
  });

  test.each([
    ['no loss', { loss: undefined }, 'Expected a loss that is a number from trainingStep, got undefined'],
    ['no parameters', { params: {} }, 'from trainingStep, but 0.embedding [18,16] is missing'],
    ['no state', { adam: { step: 1 } }, 'from trainingStep, but 1.embedding [18,16] is missing'],
  ])('says what a trainingStep lacks: %s', async (name, changed, message) => {
    const trainingStep: LanguageModelFunctions['trainingStep'] = async (...all) =>
      ({ ...(await solution.trainingStep(...all)), ...changed }) as never;
    const run = await prepare(`lacks-${name.replace(' ', '-')}`, {}, { ...solution, trainingStep });
    await expect(runTraining(run)).rejects.toThrow(message);
  });

  test('asks for the batches of its steps, one after the other', async () => {
    const { config, dataset } = await prepare('batches', { steps: 5 });
    const asked: number[] = [];
    const watched = {
      ...dataset,
      batch: (step: number) => {
        asked.push(step);
        return dataset.batch(step);
      },
    };
    const options = {
      functions: solution,
      dataset: watched,
      config: config.model,
      settings: config.settings,
    };
    const { state } = await trainLanguageModel({ ...options, start: beginning(config as RunConfig) });
    disposeTensors([state.params, state.adam.mean, state.adam.square]);
    expect(asked).toEqual([0, 1, 2, 3, 4]);
  });
});
