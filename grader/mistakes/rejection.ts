/** Which tests reject a mistake, and whether one of them says what is wrong. */
import type { TestRecord } from '../../lib/results';
import type { Mistake } from './mistake';

export interface Rejection {
  readonly mistake: Mistake;
  /** The tests that fail, public and hidden apart. */
  readonly public: readonly TestRecord[];
  readonly hidden: readonly TestRecord[];
  /** A failing test whose message names what is wrong; a public one when there is any. */
  readonly fitting: TestRecord | undefined;
}

/** The shares of a bank that are rejected: what we publish. */
export interface Rates {
  readonly mistakes: number;
  readonly byPublic: number;
  readonly byAny: number;
  readonly fitting: number;
}

/** What the bank as a whole has to reach. */
export const wanted = { byPublic: 0.95, byAny: 1, fitting: 1 } as const;

/** Sorts the records of a run on one mistake. */
export function rejectionOf(mistake: Mistake, records: readonly TestRecord[]): Rejection {
  const failed = records.filter(({ outcome }) => outcome !== 'passed');
  const open = failed.filter(({ hidden }) => !hidden);
  const closed = failed.filter(({ hidden }) => hidden);
  const fitting = [...open, ...closed].find(
    ({ message = '', hint = '' }) => mistake.fits.test(message) || mistake.fits.test(hint),
  );
  return { mistake, public: open, hidden: closed, fitting };
}

export function ratesOf(rejections: readonly Rejection[]): Rates {
  const share = (holds: (rejection: Rejection) => boolean) =>
    rejections.length === 0 ? 0 : rejections.filter(holds).length / rejections.length;
  return {
    mistakes: rejections.length,
    byPublic: share((each) => each.public.length > 0),
    byAny: share((each) => each.public.length + each.hidden.length > 0),
    fitting: share((each) => each.fitting !== undefined),
  };
}

/**
 * What falls short, in words, one line each.
 *
 * @param hidden - whether hidden tests were run, too: for some mistakes only those have a fitting message
 */
export function shortfalls(rejections: readonly Rejection[], hidden = true): string[] {
  const rates = ratesOf(rejections);
  const names = (wrong: (rejection: Rejection) => boolean) =>
    rejections.filter(wrong).map(({ mistake }) => mistake.id);
  const lines: string[] = [];
  if (rates.byPublic < wanted.byPublic)
    lines.push(`accepted by the public tests: ${names((each) => each.public.length === 0).join(', ')}`);
  if (rates.byAny < wanted.byAny)
    lines.push(
      `accepted by all tests: ${names((each) => each.public.length + each.hidden.length === 0).join(', ')}`,
    );
  if (hidden && rates.fitting < wanted.fitting)
    lines.push(`rejected without a fitting message: ${names((each) => !each.fitting).join(', ')}`);
  return lines;
}
