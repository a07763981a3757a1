/** Why a file could not be loaded, in one line. */
import type { TestError } from 'vitest';
import { stages } from '../course';
import { plain } from './collect';

export interface LoadProblem {
  /** `exercises/03-masking.ts:7: Expected ...` */
  readonly message: string;
  /** The stage whose file is at fault; it may be an earlier one that this stage imports. */
  readonly stem: string | undefined;
}

/** @param error - what vitest reports for the test file */
export function loadProblem(error: Pick<TestError, 'name' | 'message' | 'stacks'>): LoadProblem {
  return inStage(syntaxProblem(plain(error.message)) ?? thrownProblem(error));
}

/** The first error of a file that is no TypeScript, out of the drawing that the compiler makes of it. */
function syntaxProblem(text: string): string | undefined {
  const what = /\[[A-Z_]+\] (.+)/.exec(text)?.[1];
  const [, file, line] = /\[ *([^\s[\]]+?):(\d+):\d+ *\]/.exec(text) ?? [];
  return what && file ? `${file}:${line}: ${what}` : undefined;
}

function thrownProblem({ name, message, stacks }: Pick<TestError, 'name' | 'message' | 'stacks'>): string {
  const own = stacks?.find(({ file }) => /[\\/]exercises[\\/]/.test(file));
  const place = own ? `exercises/${own.file.split(/[\\/]/).at(-1)}:${own.line}: ` : '';
  return `${place}${name}: ${plain(message).trim()}`;
}

function inStage(message: string): LoadProblem {
  return { message, stem: stages.find(({ stem }) => message.startsWith(`exercises/${stem}.`))?.stem };
}
