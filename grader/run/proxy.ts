/**
 * What `#impl/NN-stem` is when a submission is graded: functions that call it in its own process. This module
 * runs in the trusted worker, beside the tests.
 */
import { setImmediate } from 'node:timers/promises';
import { inject } from 'vitest';
import { type Examined, examinedThere } from '../../lib/health/health';
import type { SubjectSpec } from '../subject/client';
import { Subject } from '../subject/subject';
import { withKnownAnswers } from './known-answers';
import { referenceFunction } from './reference';

declare module 'vitest' {
  interface ProvidedContext {
    subject: SubjectSpec;
  }
}

let current: { spec: SubjectSpec; subject: Subject } | undefined;

/** The function of a stage, as the tests call it: the arguments travel, a value comes back, or what is found out there. */
export function subjectFunction(stage: string, name: string) {
  const call = (...args: unknown[]): Promise<unknown> => subjectOfThisRun().call(stage, name, args);
  return Object.defineProperty(call, examinedThere, {
    get: (): Examined => withKnownAnswers(subjectOfThisRun().examined(stage, name), referenceFunction(name)),
  });
}

/** The submission of this run. */
function subjectOfThisRun(): Subject {
  const spec = inject('subject');
  if (current?.spec === spec) return current.subject;
  // Each file gets a copy of its own.
  if (current && JSON.stringify(current.spec) === JSON.stringify(spec)) {
    current = { spec, subject: current.subject };
  } else {
    endSubject();
    current = { spec, subject: new Subject(spec) };
  }
  return current.subject;
}

/** What a stage of the submission has printed in this run. */
export async function printedBy(stage: string): Promise<string> {
  // What was printed before an answer is on its way when the answer is there.
  await setImmediate();
  return current?.subject.output(stage) ?? '';
}

/** @throws {Error} when the submission could not be asked, for a reason that is not its own: then no test of it counts */
export function throwFault(): void {
  if (current?.subject.fault) throw current.subject.fault;
}

/** Ends what is still running. */
export function endSubject(): void {
  current?.subject.close();
  current = undefined;
}
