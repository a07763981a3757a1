/** Everything that decides about a training: the settings of `npm run train`, as flags or in a config file. */
import { readFile } from 'node:fs/promises';
import { type Command, InvalidArgumentError } from 'commander';
import { backendNames } from '../backend';
import { UsageError } from '../cli/start';
import { oneOf, type Rule, real, whole, words } from './rules';

/** Every setting: its key in a config file; its flag is the same with hyphens, as in `--learning-rate`. */
export const rules = {
  text: words('a text of npm run data, or the path of a UTF-8 file', 'roosevelt', {
    placeholder: '<name or file>',
  }),
  tokenizer: oneOf('what a token is', ['character', 'word'], 'word'),
  examples: oneOf('random blocks, or sequences that do not overlap', ['blocks', 'sequences'], 'blocks'),
  seq: whole('tokens that the model reads at once', 32, 2, 4096),
  layers: whole('attention blocks', 2, 1, 48),
  dModel: whole('width of the model; even, and divisible by heads', 64, 2, 4096),
  heads: whole('heads of attention', 4, 1, 256),
  dFf: whole('inner width of the MLP', 256, 1, 65_536),
  steps: whole('steps of training', 600, 1, 10_000_000),
  batch: whole('examples in a step', 16, 1, 4096),
  learningRate: real('the largest learning rate', 0.003, 1, false),
  floor: real('the learning rate after the last step', 0, 1, true),
  warmup: whole('steps until the learning rate is the largest', 50, 0, 10_000_000),
  seed: whole('fixes the weights, the batches and the samples', 1, 0, 999_999_999),
  backend: oneOf('where to compute; the fastest that works when not given', backendNames, undefined),
  evaluateEvery: whole('steps between two looks at the validation text', 100, 1, 10_000_000),
  evaluateOn: whole('validation sequences to look at; the end looks at all', 64, 1, 1_000_000),
  checkpointEvery: whole('steps between two checkpoints', 100, 1, 10_000_000),
  patience: whole('evaluations without progress that end the training; 0: never', 0, 0, 10_000),
  prompt: words('what the samples begin with; the first word of the text when not given', undefined),
  sampleTokens: whole('tokens of a sample; 0: no samples', 100, 0, 100_000),
  temperature: real('of the samples; 0: always the likeliest token', 0.6, 100, true),
  topK: whole('only so many of the likeliest tokens are drawn; 0: all', 0, 0, 10_000_000),
  name: words('of the run, its folder in runs/; made from the text when not given', undefined, {
    expected: 'letters, digits, dots, hyphens and underscores, not beginning with a dot',
    pattern: /^[\w-][\w.-]*$/,
    placeholder: '<name>',
  }),
} satisfies Record<string, Rule<unknown>>;

type Rules = typeof rules;
type ValueOf<R> = R extends Rule<infer Value> ? Value : never;

/** The value of every setting. */
export type Settings = { readonly [Key in keyof Rules]: ValueOf<Rules[Key]> };

const entries = Object.entries(rules) as [keyof Settings, Rule<unknown>][];

/** The flag of a setting: `--learning-rate` of `learningRate`. */
export function flagOf(key: string): string {
  return `--${key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** Gives a command the flags of some settings; of all when `keys` is not given. */
export function addFlags(command: Command, keys?: readonly (keyof Settings)[]): Command {
  for (const [key, rule] of entries) {
    if (keys && !keys.includes(key)) continue;
    const usual = rule.fallback === undefined ? '' : ` (${rule.fallback})`;
    command.option(`${flagOf(key)} ${rule.placeholder}`, `${rule.description}${usual}`, readFlag(rule));
  }
  return command;
}

/** Reads the value of a flag for commander. */
export function readFlag(rule: Rule<unknown>): (text: string) => unknown {
  return (text) => {
    const value = rule.parse(text);
    if (rule.accepts(value)) return value;
    throw new InvalidArgumentError(`Expected ${rule.expected}.`);
  };
}

/**
 * Puts settings together: a flag wins over the config file, the file over the usual value.
 *
 * @param flags - by key, already checked
 * @param file - the path of a config file in JSON
 * @throws {UsageError} one line that names file, key, value and rule
 */
export async function readSettings(
  flags: Readonly<Record<string, unknown>>,
  file?: string,
): Promise<Settings> {
  const fromFile = file === undefined ? {} : checkKeys(await readObject(file), file);
  const given = Object.fromEntries(entries.filter(([key]) => key in flags).map(([key]) => [key, flags[key]]));
  return completeSettings({ ...fromFile, ...given });
}

/**
 * All settings: the usual values for those that are not given.
 *
 * @param given - by key, each of them right by itself
 * @throws {UsageError} when they do not go together
 */
export function completeSettings(given: Readonly<Record<string, unknown>>): Settings {
  const usual = Object.fromEntries(entries.map(([key, { fallback }]) => [key, fallback]));
  return checkTogether({ ...usual, ...given } as Settings);
}

/**
 * Checks each setting by itself.
 *
 * @param where - what an error names: the file, and the place in it
 * @throws {UsageError} when a key is no setting, or a value breaks its rule
 */
export function checkKeys(config: Record<string, unknown>, where: string): Record<string, unknown> {
  for (const [key, value] of Object.entries(config)) {
    const rule: Rule<unknown> | undefined = Object.hasOwn(rules, key)
      ? rules[key as keyof Settings]
      : undefined;
    if (!rule)
      throw new UsageError(`${where}: unknown key "${key}": expected ${Object.keys(rules).join(', ')}`);
    if (rule.accepts(value)) continue;
    throw new UsageError(`${where}: ${key}: expected ${rule.expected}, got ${JSON.stringify(value)}`);
  }
  return config;
}

/**
 * Reads a config file.
 *
 * @throws {UsageError} when there is none, or it holds no object
 */
export async function readObject(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} cannot be read (${error.code}): give the path of a config file`);
  });
  return parseObject(text, file);
}

function parseObject(text: string, file: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as never;
  throw new UsageError(`${file}: expected an object such as {"steps": 500}`);
}

/** @throws {UsageError} when settings that are right by themselves do not go together */
function checkTogether(settings: Settings): Settings {
  const { dModel, heads, warmup, steps, learningRate, floor } = settings;
  if (dModel % heads !== 0) throw together('dModel', dModel, `a multiple of heads (${heads})`);
  if (dModel % 2 !== 0) throw together('dModel', dModel, 'an even number, for sine and cosine');
  if (warmup >= steps) throw together('warmup', warmup, `a number below steps (${steps})`);
  if (floor > learningRate) throw together('floor', floor, `at most learningRate (${learningRate})`);
  return settings;
}

function together(key: keyof Settings, value: unknown, expected: string): UsageError {
  return new UsageError(`${key} (${flagOf(key)}): expected ${expected}, got ${value}`);
}
