/** Runs as a training would have written them, without a training. */
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunConfig, StepMetrics } from '../../../lib/language-model/run-files';
import { completeSettings } from '../../../lib/language-model/settings';

export function configOf(name: string, changed: Partial<RunConfig['settings']> = {}): RunConfig {
  return {
    format: 1,
    name,
    started: '2026-03-04T05:06:07.000Z',
    settings: completeSettings({ steps: 200, ...changed }),
    text: {
      name: 'rhyme.txt',
      sha256: 'none',
      characters: 900,
      tokens: { all: 900, training: 810, validation: 90 },
    },
    prompt: 'the',
    model: { vocab: 1234, seq: 32, dModel: 64, heads: 4, dFf: 256, layers: 2 },
    parameters: 56789,
    backend: 'wasm',
    versions: { course: '0.1.0', node: 'v20.1.2', tensorflow: '4.22.0' },
  };
}

/** Step `step`: the loss is 5 at first, and 1 less with each hundred steps. A second for each step. */
export function metricsOf(step: number, validation?: number): StepMetrics {
  const look =
    validation === undefined
      ? {}
      : { validation: { loss: validation, perplexity: Math.exp(validation), accuracy: 0.5 } };
  return { step, loss: 5 - step / 100, learningRate: 0.001, tokensPerSecond: 1000, seconds: step, ...look };
}

export const linesOf = (lines: readonly unknown[]) =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

/** Writes a run of 200 steps that has come to a step. A look at the validation text every ten steps gives these losses. */
export function writeRun(
  runs: string,
  name: string,
  {
    step = 0,
    looks = [],
    config = configOf(name),
  }: { step?: number; looks?: readonly number[]; config?: RunConfig } = {},
): string {
  const folder = join(runs, name);
  mkdirSync(folder, { recursive: true });
  const steps = Array.from({ length: step }, (_, index) => index + 1);
  const metrics = steps.map((each) => metricsOf(each, each % 10 === 0 ? looks[each / 10 - 1] : undefined));
  const samples = looks.map((_, index) => ({
    step: 10 * (index + 1),
    prompt: 'the',
    text: `the sample ${index + 1}`,
    temperature: 0.6,
    topK: 0,
  }));
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'metrics.jsonl'), linesOf(metrics));
  writeFileSync(join(folder, 'samples.jsonl'), linesOf(samples));
  return folder;
}

export function addLines(folder: string, file: string, lines: readonly unknown[]): void {
  appendFileSync(join(folder, file), linesOf(lines));
}
