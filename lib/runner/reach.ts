/**
 * Which functions does a function use? Read off the text of the files, so that a failure can be laid at the door
 * of the first function on the way that is not right.
 */
import { posix } from 'node:path';

/** Texts by path, such as `exercises/02-attention.ts`. */
export type Sources = ReadonlyMap<string, string>;

/** A function of a file: `exercises/02-attention.ts` and `attentionPattern`. */
export interface Place {
  readonly file: string;
  readonly name: string;
}

interface Outline {
  /** The text of each top-level declaration, by name. */
  readonly declarations: ReadonlyMap<string, string>;
  /** For each imported name the file it comes from and its name there. */
  readonly imports: ReadonlyMap<string, Place>;
}

const declaration =
  /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\*?|const|let|var|class)\s+([\w$]+)/gm;
const importClause = /^(?:import|export(?=\s*[{*]))\s+(?!type\b)([^'";]*?)\s*from\s*['"](\.[^'"]+)['"]/gm;

/**
 * Every function that a function may call, directly or through others, in the files that belong together. A
 * name that is mentioned counts as called: too much rather than too little.
 *
 * @param sources - the files of the student
 * @param start - where to begin
 * @returns the functions reached, without the first one
 */
export function functionsReached(sources: Sources, start: Place): Place[] {
  const outlines = new Map<string, Outline>();
  const outlineOf = (file: string) => {
    const known = outlines.get(file) ?? outline(file, sources);
    outlines.set(file, known);
    return known;
  };
  const seen = new Map<string, Place>();
  const queue = [start];
  for (let place = queue.shift(); place; place = queue.shift()) {
    for (const next of callsOf(place, outlineOf(place.file))) {
      const key = `${next.file} ${next.name}`;
      if (!seen.has(key)) queue.push(next);
      seen.set(key, next);
    }
  }
  seen.delete(`${start.file} ${start.name}`);
  return [...seen.values()];
}

function callsOf({ file, name }: Place, { declarations, imports }: Outline): Place[] {
  // A declaration that cannot be found (an unusual style of export) may use all that the file imports.
  const text = declarations.get(name);
  const uses = (other: string) =>
    text === undefined || new RegExp(`(?<![\\w$]|(?<!\\.\\.)\\.)${escapeName(other)}(?![\\w$])`).test(text);
  const own = [...declarations.keys()].filter((other) => other !== name && uses(other));
  const imported = [...imports].filter(([local]) => uses(local)).map(([, place]) => place);
  return [...own.map((other) => ({ file, name: other })), ...imported];
}

function outline(file: string, sources: Sources): Outline {
  const text = withoutComments(sources.get(file) ?? '');
  const starts = [...text.matchAll(declaration)];
  const declarations = new Map(
    starts.map((match, index) => [match[1] ?? '', text.slice(match.index, starts[index + 1]?.index)]),
  );
  const imports = new Map<string, Place>();
  for (const [, clause = '', path = ''] of text.matchAll(importClause)) {
    const target = resolveImport(posix.join(posix.dirname(file), path), sources);
    if (!target) continue;
    for (const [, name = '', alias] of clause.matchAll(/([\w$*]+)(?:\s+as\s+([\w$]+))?/g)) {
      imports.set(alias ?? name, { file: target, name });
    }
  }
  return { declarations, imports };
}

function resolveImport(path: string, sources: Sources): string | undefined {
  return ['', '.ts', '.js', '/index.ts'].map((ending) => path + ending).find((file) => sources.has(file));
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
}

function escapeName(name: string): string {
  return name.replaceAll('$', '\\$');
}
