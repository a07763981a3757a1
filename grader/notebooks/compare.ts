/** Whether a notebook shows the same when it is executed again. */
import type { CodeCell, Output } from '../../lib/notebooks/notebook';

/** How a cell that shows something else differs. `numbers`: the same words with other numbers, as of a clock or of chance. */
export type Difference = 'kinds' | 'text' | 'numbers';

export interface DifferentCell {
  /** Counted from 1, as a person counts code cells. */
  readonly cell: number;
  readonly how: Difference;
}

/** The cells that show something else; the code of both has to be the same. */
export function differences(handedIn: readonly CodeCell[], executed: readonly CodeCell[]): DifferentCell[] {
  return handedIn.flatMap(({ outputs }, index) => {
    const how = difference(merged(outputs), merged(executed[index]?.outputs ?? []));
    return how ? [{ cell: index + 1, how }] : [];
  });
}

function difference(one: readonly Output[], other: readonly Output[]): Difference | undefined {
  const kinds = (outputs: readonly Output[]) =>
    outputs.map(({ kind, forms }) => `${kind} ${forms.join()}`).join('; ');
  if (kinds(one) !== kinds(other)) return 'kinds';
  const words = (outputs: readonly Output[]) => outputs.map(({ text }) => withoutNumbers(text)).join('\n');
  if (words(one) !== words(other)) return 'text';
  const same = one.every(({ text }, index) =>
    sameNumbers(numbersOf(text), numbersOf(other[index]?.text ?? '')),
  );
  return same ? undefined : 'numbers';
}

/** Jupyter cuts what is printed into pieces as it comes. */
function merged(outputs: readonly Output[]): Output[] {
  const streams = new Map<string, Output>();
  for (const output of outputs.filter(({ kind }) => kind === 'stream')) {
    const name = output.forms.join();
    streams.set(name, { ...output, text: (streams.get(name)?.text ?? '') + output.text });
  }
  const shown = [...streams].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, output]) => output);
  return [...shown, ...outputs.filter(({ kind }) => kind !== 'stream')];
}

const number = /[-+−]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?/gi;

function withoutNumbers(text: string): string {
  // Columns are padded to the widest number.
  return text.replace(number, '#').replace(/\s+/g, ' ').trim();
}

function numbersOf(text: string): number[] {
  return [...text.matchAll(number)].map(([digits]) => Number(digits.replace('−', '-')));
}

/** Two processors, or two backends, agree in some four digits; what is near zero may be anything near zero. */
function sameNumbers(one: readonly number[], other: readonly number[]): boolean {
  return one.every((value, index) => {
    const distance = Math.abs(value - (other[index] ?? Number.NaN));
    return distance <= 1e-6 + 1e-3 * Math.abs(value);
  });
}
