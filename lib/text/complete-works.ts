/** The complete works of Shakespeare: where they come from, and how the text is made from what is found there. */
import { join } from 'node:path';
import { UsageError } from '../cli/start';
import { root } from '../root';
import { readTextFile } from './file';
import { sha256Of } from './sha256';

/** Something that has to be there byte by byte. */
interface Exact {
  readonly bytes: number;
  readonly sha256: string;
}

/** What a downloaded archive, its file, and the text made of that have to be. */
export interface Figures {
  readonly zip: Pick<Exact, 'bytes'>;
  readonly member: Exact & { readonly name: string };
  readonly text: Exact;
}

const commit = '51d1a31a264ff978350c8093f12938199eebe4cf';

/** Project Gutenberg's eBook 100, as of June 2018, in a public repository that keeps it for good. */
export const completeWorks = {
  title: 'the complete works of Shakespeare',
  url: `https://raw.githubusercontent.com/tmgreenside/CPSC_475/${commit}/100-0.zip`,
  /** The archive; its bytes are vouched for by its one file. */
  zip: { bytes: 2_166_912 },
  member: {
    name: '100-0.txt',
    bytes: 5_852_404,
    sha256: '17d47ae375676f7576feb3d931784223865403a18537707f9a567247015d6781',
  },
  /** The text to train on: what {@link worksFrom} makes. */
  text: {
    bytes: 5_680_698,
    sha256: '566f1c6e8633fe027a9ceaee20a84dca2013d760f288c807988705715d7931ce',
  },
  /** Git ignores this folder. */
  folder: join(root, '.cache/data'),
  file: join(root, '.cache/data/shakespeare-complete.txt'),
} as const;

/** What is wrong with bytes that should be exactly these; undefined when they are. */
export function difference(content: Uint8Array, { bytes, sha256 }: Exact): string | undefined {
  if (content.length !== bytes) return `it has ${content.length} bytes and should have ${bytes}`;
  const found = sha256Of(content);
  return found === sha256 ? undefined : `its sha256 is ${found} and should be ${sha256}`;
}

/**
 * The works alone: without byte-order mark, with LF at the ends of lines, without what Project Gutenberg says before
 * and after, without blank lines at both ends, with one LF at the end.
 *
 * @param source - the eBook
 * @throws {Error} when the eBook does not begin or end as it should
 */
export function worksFrom(source: string): string {
  const text = source.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
  const start = /^\*\*\* START OF THIS PROJECT GUTENBERG EBOOK.*\n/m.exec(text);
  const end = text.indexOf('* CONTENT NOTE (added in 2017) *');
  if (!start || end < 0) throw new Error('This is not the eBook: its first or last mark is missing');
  const works = text.slice(start.index + start[0].length, end);
  return `${works.replace(/^(?:[^\S\n]*\n)+/, '').trimEnd()}\n`;
}

/** @throws {UsageError} when they were not downloaded yet, or are not the right ones */
export async function readCompleteWorks(): Promise<string> {
  const again = 'npm run data shakespeare';
  const text = await readTextFile(completeWorks.file).catch(() => {
    throw new UsageError(`The complete works are not here yet: run ${again}`);
  });
  const wrong = difference(Buffer.from(text), completeWorks.text);
  if (wrong) throw new UsageError(`The complete works are damaged (${wrong}): run ${again}`);
  return text;
}
