/** The tests of what numbers do not show, the same for every function that takes tensors. */
import { expect, test } from 'vitest';
import { examine } from '../../lib/health/examine';
import { type Examined, examineThere, type Health, type NamedArguments } from '../../lib/health/health';
import './matchers';

/** About a dozen calls, where another test makes a few; below the patience of the watchdog. */
const timeout = 14_000;

/**
 * Defines the tests of a function's health. They share one examination.
 *
 * @param fn - as it comes from `#impl/NN-stem`, here or in a process of its own
 * @param args - its arguments by name, in order
 * @param beside - functions of the same stage that it may call: when one of them is not right, this one is not blamed
 */
export function testHealth(fn: Examined, args: () => NamedArguments, beside?: readonly string[]): void {
  let health: Promise<Health> | undefined;
  const examined = () => {
    health ??= examineAnywhere(fn, args());
    return health;
  };
  const meta = beside ? { beside } : {};

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

/** Gradients and memory can be seen only where the function runs. */
function examineAnywhere(fn: Examined, args: NamedArguments): Promise<Health> {
  const there = (fn as { [examineThere]?: (args: NamedArguments) => Promise<Health> })[examineThere];
  return there ? there(args) : examine(fn, args);
}
