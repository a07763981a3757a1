/** Whether what a file of a run holds has the form that `run-files.ts` describes. */
import { runFormat } from './run-files';

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown): value is string => typeof value === 'string';

/** JSON has `null` for a number that is infinite or none. */
const isEvaluation = (value: unknown): boolean =>
  isObject(value) &&
  ['loss', 'perplexity', 'accuracy'].every((key) => isNumber(value[key]) || value[key] === null);

const isTokens = (value: unknown): boolean =>
  isObject(value) && isNumber(value.training) && isNumber(value.validation);

/** A line of `metrics.jsonl`. */
export function isMetrics(value: unknown): boolean {
  return (
    isObject(value) &&
    ['step', 'loss', 'learningRate', 'tokensPerSecond', 'seconds'].every((key) => isNumber(value[key])) &&
    (value.validation === undefined || isEvaluation(value.validation))
  );
}

/** A line of `samples.jsonl`. */
export function isSample(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { step, prompt, text, temperature, topK } = value;
  return [step, temperature, topK].every(isNumber) && isText(prompt) && isText(text);
}

/** What is wrong with `config.json`. */
export function problemOfConfig(value: unknown): string | undefined {
  if (!isObject(value)) return 'expected an object';
  if (value.format !== runFormat) return `format ${JSON.stringify(value.format)}, expected ${runFormat}`;
  const { text, settings, model, versions } = value;
  if (!isObject(settings) || !isNumber(settings.steps)) return 'settings are missing';
  if (!isObject(text) || !isText(text.name) || !isTokens(text.tokens)) return 'text is missing';
  if (!isObject(model) || !isNumber(model.vocab)) return 'the sizes of the model are missing';
  if (!isObject(versions)) return 'versions are missing';
  if (!isText(value.started) || !isText(value.backend)) return 'started or backend is missing';
  return isNumber(value.parameters) ? undefined : 'parameters are missing';
}

/** What is wrong with `result.json`. */
export function problemOfResult(value: unknown): string | undefined {
  if (!isObject(value)) return 'expected an object';
  const { ended, steps, seconds, validation } = value;
  if (!isText(ended) || !isNumber(steps) || !isNumber(seconds)) return 'ended, steps or seconds is missing';
  return isEvaluation(validation) ? undefined : 'validation is missing';
}
