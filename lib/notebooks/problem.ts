/** What a notebook shows when a cell fails: what happened and where, without the kernel's own frames. */
import { sep } from 'node:path';
import { stageOfFunction } from '../course';

/** In Jupyter's words. */
export interface Problem {
  /** The kind of error. */
  readonly ename: string;
  /** One line. */
  readonly evalue: string;
  /** What is shown below the cell, line by line. */
  readonly traceback: readonly string[];
}

/**
 * @param error - whatever a cell has thrown
 * @param root - the folder of the project
 */
export function problemOf(error: unknown, root: string): Problem {
  if (!(error instanceof Error)) return oneLine('Error', String(error));
  if ('exercise' in error) return oneLine(error.name, notWritten(String(error.exercise)));
  const { message } = error;
  if ('errors' in error) return oneLine('SyntaxError', firstOf(error.errors as BuildErrors) ?? message);
  const { name } = error;
  if (error instanceof SyntaxError) return oneLine(name, message);
  return { ename: name, evalue: message, traceback: [`${name}: ${message}`, ...places(error, root)] };
}

/** A problem that one line says all about. */
function oneLine(ename: string, evalue: string): Problem {
  return { ename, evalue, traceback: [evalue] };
}

function notWritten(name: string): string {
  const stage = stageOfFunction(name);
  const what = `${name} is not written yet`;
  if (!stage) return what;
  return `${what}: open exercises/${stage.stem}.ts and write it, then run this cell again.`;
}

/** What esbuild throws. */
type BuildErrors = readonly {
  readonly text: string;
  readonly location: { readonly file: string; readonly line: number } | null;
}[];

function firstOf([first]: BuildErrors): string | undefined {
  if (!first?.location || first.location.file === '<stdin>') return first?.text;
  return `${first.location.file}:${first.location.line}: ${first.text}`;
}

/** The lines of a stack that are about the project's files, with paths as the student knows them. */
function places({ stack = '' }: Error, root: string): string[] {
  const inside = root + sep;
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && line.includes(inside))
    .map((line) => line.replaceAll('file://', '').replaceAll(inside, '').replaceAll(sep, '/'))
    .filter((line) => !/node_modules|\.cache|lib\/(notebooks|cli)\//.test(line));
}
