/** Windows and macOS tell no difference between upper and lower case in names of files; here there is one. */
import { posix } from 'node:path';
import { codeEndings } from '../../lib/handing-in/code-files';
import type { Files } from './tree';

/** The path of an import, with the words before it. Spaces are few: any number of them twice would take for ever. */
const imports =
  /\b((?:from|import|require)\s{0,20}\(?\s{0,20})(["'`])(\.{1,2}\/[^"'`\n]+|#impl\/[^"'`\n]+)\2/g;

/** The files of a submission, with imports that find their file by its exact name: `./02-Attention` becomes `./02-attention.ts`. */
export function withExactNames(files: Files): Files {
  const known = new Map([...files.keys()].map((name) => [name.toLowerCase(), name]));
  const exactText = (text: string, importer: string) =>
    text.replace(imports, (all: string, before: string, quote: string, imported: string) => {
      const names = namesOf(imported, importer);
      if (names.some((name) => files.has(name))) return all;
      const meant = names.map((name) => known.get(name.toLowerCase())).find((name) => name !== undefined);
      if (meant === undefined) return all;
      return `${before}${quote}./${posix.relative(posix.dirname(importer), meant)}${quote}`;
    });
  return new Map([...files].map(([name, text]) => [name, exactText(text, name)]));
}

/** The names of files that an import can mean. */
function namesOf(imported: string, importer: string): string[] {
  if (imported.startsWith('#impl/')) return [`exercises/${imported.slice('#impl/'.length)}.ts`];
  const target = posix.join(posix.dirname(importer), imported);
  const endings = ['', ...codeEndings, ...codeEndings.map((ending) => `/index${ending}`)];
  return [...endings.map((ending) => target + ending), target.replace(/\.(m?)js$/, '.$1ts')];
}
