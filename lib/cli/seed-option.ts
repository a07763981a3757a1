import { InvalidArgumentError } from 'commander';

/** Reads the value of `--seed` for commander. */
export function readSeed(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Expected an integer from 0 to 999999999.');
}
