/** The tests of what numbers do not show, the same for every function that takes tensors. */
import { expect, test } from 'vitest';
import { examine } from '../../lib/health/examine';
import {
  type Examined,
  examinedThere,
  type Health,
  type NamedArguments,
  type StudentFunction,
} from '../../lib/health/health';
import { here } from '../../lib/health/here';
import './matchers';

/** About a dozen calls, where another test makes a few; below the patience of the watchdog. */
const patience = 14_000;

/**
 * Defines the tests of a function's health. They share one examination.
 *
 * @param fn - as it comes from `#impl/NN-stem`, here or in a process of its own
 * @param args - its arguments by name, in order
 * @param beside - functions of the same stage that it may call: when one of them is not right, this one is not blamed
 */
export function testHealth(
  fn: StudentFunction,
  args: () => NamedArguments,
  beside?: readonly string[],
): void {
  let health: Promise<Health> | undefined;
  const examined = () => {
    health ??= examine(asExamined(fn), args());
    return health;
  };
  const meta = beside ? { beside } : {};
  // Elsewhere every question has a limit of its own: a question that nobody waits for would be answered to the next.
  const timeout = isElsewhere(fn) ? 0 : patience;

  test('passes gradients to all its inputs', { tags: 'health', timeout, meta }, async () => {
    expect(await examined()).toBeHealthy('gradients');
  });

  test('leaves its inputs alone and answers the same twice', { tags: 'health', timeout, meta }, async () => {
    expect(await examined()).toBeHealthy('answers');
  });

  test('keeps no tensor in memory', { tags: 'advice', timeout, meta }, async () => {
    expect(await examined()).toBeHealthy('memory');
  });
}

/** A submission says itself how it can be asked. */
function isElsewhere(fn: StudentFunction): fn is StudentFunction & { readonly [examinedThere]: Examined } {
  // Where the export is missing there is nothing at all.
  return typeof fn === 'function' && examinedThere in fn;
}

function asExamined(fn: StudentFunction): Examined {
  return isElsewhere(fn) ? fn[examinedThere] : here(fn);
}
