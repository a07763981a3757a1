/** Folders that somebody made to harm the grader, or that change while they are read. */
import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  linkSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import type * as fs from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { findSubmissions } from '../../grader/intake/find';
import { readFolder } from '../../grader/intake/folder';
import { limits } from '../../grader/limits';
import { type Texts, temporaryFolder, writeFiles } from './support/folders';
import { takeIn } from './support/take-in';

/** Fewer files than a real folder may have: it would take long to write them. */
vi.mock('../../grader/limits', async (original) => {
  const { limits } = await original<{ limits: Record<string, number> }>();
  return { limits: { ...limits, listed: 300 } };
});

/**
 * What another process could do in between: a file that is something else as soon as it has been looked at, and
 * one that grows as soon as it is read. And zips on a disk that fails.
 */
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const lstat = async (path: string) =>
    path.endsWith('swapped.ts') ? { isFile: () => true } : real.lstat(path);
  const open = async (path: string, flags: number) => {
    if (path.endsWith('broken.zip')) throw Object.assign(new Error('no'), { code: 'EMFILE' });
    const handle = await real.open(path, flags);
    if (path.endsWith('dying.zip'))
      handle.stat = (() => Promise.reject(Object.assign(new Error('no'), { code: 'EIO' }))) as never;
    if (!path.endsWith('busy.ts')) return handle;
    const read = handle.read.bind(handle);
    handle.read = ((...args: Parameters<typeof read>) => {
      appendFileSync(path, 'x');
      return read(...args);
    }) as typeof read;
    return handle;
  };
  return { ...real, lstat, open };
});

const base = temporaryFolder();
const canary = 'a secret of the instructor';
const text = 'export const attention = () => 1;\n';
const good: Texts = { 'exercises/02-attention.ts': text };
const isRoot = process.getuid?.() === 0;
const write = (name: string, files: Texts = good) => writeFiles(join(base, name), files);
writeFiles(join(base, 'outside'), { '03-masking.ts': canary, 'exercises/03-masking.ts': canary });

/** Expects that a folder gives its good stage and these notes, and nothing of the canary. */
async function expectGood(folder: string, notes: readonly unknown[]) {
  const { submissions, rejections } = await takeIn([basename(folder)], base);
  expect(rejections).toEqual([]);
  const [{ files, notes: found } = { files: new Map<string, string>(), notes: [] }] = submissions;
  expect([...files]).toEqual([['exercises/02-attention.ts', text]]);
  expect(found).toEqual(notes);
}

async function problemOf(folder: string) {
  const { submissions, rejections } = await takeIn([basename(folder)], base);
  expect(submissions).toEqual([]);
  return rejections[0]?.problem;
}

// Windows has neither FIFOs nor links that anybody may make.
describe.skipIf(process.platform === 'win32')('a folder of a stranger', () => {
  const link = 'a link, and links are not followed; hand in the file itself';
  const device = 'a device, FIFO or socket, not a file; remove it';

  test.each([
    ['a file', 'outside/03-masking.ts'],
    ['a folder', 'outside'],
    ['nothing', 'nowhere'],
    ['itself', 'link-itself/exercises/03-masking.ts'],
  ])('may hold a link to %s, which is left out', async (what, target) => {
    const folder = write(`link-${what.split(' ').at(-1)}`);
    symlinkSync(join(base, target), join(folder, 'exercises/03-masking.ts'));
    await expectGood(folder, [`left out exercises/03-masking.ts: ${link}`]);
  });

  test('is rejected when its exercises/ is a link', async () => {
    const folder = write('link-exercises', { 'README.md': '' });
    symlinkSync(join(base, 'outside/exercises'), join(folder, 'exercises'));
    expect(await problemOf(folder)).toBe(
      'link-exercises holds no exercise: expected a folder exercises/ with files like ' +
        `01-positional-encoding.ts; left out exercises: ${link}`,
    );
  });

  test('may hold a FIFO, which is not waited for', async () => {
    const folder = write('fifo');
    execFileSync('mkfifo', [join(folder, 'exercises/03-masking.ts')]);
    await expectGood(folder, [`left out exercises/03-masking.ts: ${device}`]);
  }, 20_000);

  test('may hold a socket', async () => {
    const folder = write('sock');
    const server = createServer().listen(join(folder, 'exercises/03-masking.ts'));
    await new Promise((resolve) => server.once('listening', resolve));
    await expectGood(folder, [`left out exercises/03-masking.ts: ${device}`]);
    server.close();
  }, 20_000);

  test.runIf(isRoot)(
    'may hold a device without end',
    async (context) => {
      const folder = write('device');
      try {
        execFileSync('mknod', [join(folder, 'exercises/03-masking.ts'), 'c', '1', '5'], { stdio: 'ignore' });
      } catch {
        return context.skip('this machine makes no devices');
      }
      await expectGood(folder, [`left out exercises/03-masking.ts: ${device}`]);
    },
    20_000,
  );

  test('may hold a file with another name on the disk, which is told', async () => {
    const folder = write('hard', {});
    mkdirSync(join(folder, 'exercises'));
    writeFileSync(join(base, 'solution.ts'), text);
    linkSync(join(base, 'solution.ts'), join(folder, 'exercises/02-attention.ts'));
    await expectGood(folder, [
      'exercises/02-attention.ts: also in another place on this disk (hard link); ' +
        "see that it is the student's own",
    ]);
  });

  test('may hold a file of a terabyte without a byte in it', async () => {
    const folder = write('sparse', { ...good, 'exercises/data.json': '' });
    truncateSync(join(folder, 'exercises/data.json'), 2 ** 40);
    await expectGood(folder, [
      `left out exercises/data.json: ${2 ** 40} bytes, more than the ${limits.fileBytes} of one file; ` +
        'keep data out of exercises/',
    ]);
  });

  test('may hold names with control characters and backslashes that lead out', async () => {
    const folder = write('names', {
      ...good,
      'exercises/a\nb.ts': '',
      'exercises/\u001b[2Jc.ts': '',
      '..\\..\\d.ts': '',
    });
    const control = 'its name holds control characters; rename it';
    await expectGood(folder, [
      'left out ..\\..\\d.ts: its name leads out of the submission (..); pack the folder again',
      `left out exercises/c.ts: ${control}`,
      `left out exercises/a b.ts: ${control}`,
    ]);
  });

  test('may hold a name that is no Unicode', async () => {
    const folder = write('latin');
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/exercises/h`), Buffer.from([0xe9]), Buffer.from('.ts')]),
      '',
    );
    await expectGood(folder, ['left out exercises/h\uFFFD.ts: its name is not valid Unicode; rename it']);
  });

  test('may have been unpacked with the backslashes of Windows in its names', async () => {
    await expectGood(write('backslashes', { 'hw\\exercises\\02-attention.ts': text, 'x/y.txt': '' }), []);
  });

  test('may be deeper than is read', async () => {
    const deep = (folders: number) => `${'d/'.repeat(folders)}x.ts`;
    const folder = write('deep', {
      ...good,
      [deep(limits.folderDepth)]: '',
      [deep(limits.folderDepth + 30)]: '',
    });
    const why = `it lies more than ${limits.folderDepth} folders deep; move it up`;
    await expectGood(folder, [`left out ${'d/'.repeat(limits.folderDepth + 1)}d: ${why}`]);
  });

  test('is rejected when it holds more files than are listed; what is dropped does not count', async () => {
    const many = (name: string, count: number) =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`${name}/${index}.txt`, '']));
    await expectGood(write('packages', { ...good, ...many('node_modules', 400) }), []);
    expect(await problemOf(write('crowded', { ...good, ...many('data', 300) }))).toBe(
      'crowded holds more than 300 files: hand in the folder exercises/ alone',
    );
  });

  test('is found without a look at more names than are listed', async () => {
    const zips = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`${index}.zip`, '']));
    write('class/ada', zips);
    write('class/bob', { 'homework.zip': '' });
    const { candidates } = await findSubmissions(['class'], base);
    expect(candidates.map(({ path }) => path)).toEqual(
      ['class/ada', 'class/bob/homework.zip'].map((path) => join(base, path)),
    );
    const tooMany = 'holds more than 300 files: hand in the folder exercises/ alone';
    expect((await takeIn(['class/ada', 'class'], base)).rejections.map(({ problem }) => problem)).toEqual([
      `class/ada ${tooMany}`,
      `${join('class', 'ada')} ${tooMany}`,
      `${join('class', 'bob', 'homework.zip')} is empty (0 bytes); pack it again as a .zip`,
    ]);
  });

  test('may hold a stage twice: the exact name counts', async () => {
    const folder = write('twice', {
      ...good,
      'exercises/02-Attention.ts': canary,
      'Exercises/02-attention.ts': canary,
    });
    const why = 'another file of the name exercises/02-attention.ts was taken; hand in one of them';
    await expectGood(folder, [
      `left out Exercises/02-attention.ts: ${why}`,
      `left out exercises/02-Attention.ts: ${why}`,
    ]);
  });
});

describe.skipIf(process.platform === 'win32')(
  'a folder that changes between its listing and the reading',
  () => {
    /** Lists a folder with one file, lets something happen to it, and reads the file. */
    async function readAfter(name: string, happens: (file: string, folder: string) => void) {
      const folder = write(name, { 'exercises/swapped.ts': text });
      const { entries } = await readFolder(folder);
      happens(join(folder, 'exercises/swapped.ts'), folder);
      return entries[0]?.read();
    }

    test('gives no file of another place by a link', async () => {
      const reading = readAfter('race-link', (file) => {
        rmSync(file);
        symlinkSync(join(base, 'outside/03-masking.ts'), file);
      });
      await expect(reading).rejects.toThrow('no longer a file: it changed while it was read');
    });

    test('gives no file of another place by a link above it', async () => {
      const reading = readAfter('race-above', (_, folder) => {
        renameSync(join(folder, 'exercises'), join(folder, 'gone'));
        mkdirSync(join(base, 'canaries'), { recursive: true });
        writeFileSync(join(base, 'canaries/swapped.ts'), canary);
        symlinkSync(join(base, 'canaries'), join(folder, 'exercises'));
      });
      await expect(reading).rejects.toThrow(
        'holds exercises/swapped.ts, which vanished while it was read: grade it again when nothing writes to it',
      );
    });

    test('does not wait for a FIFO', async () => {
      const reading = readAfter('race-fifo', (file) => {
        rmSync(file);
        execFileSync('mkfifo', [file]);
      });
      await expect(reading).rejects.toThrow('no longer a file: it changed while it was read');
    }, 20_000);

    test('does not read a folder as a file', async () => {
      const reading = readAfter('race-folder', (file) => {
        rmSync(file);
        mkdirSync(file);
      });
      await expect(reading).rejects.toThrow('no longer a file: it changed while it was read');
    });

    test('says so when a file is gone', async () => {
      await expect(readAfter('race-gone', (file) => rmSync(file))).rejects.toThrow(
        'holds exercises/swapped.ts, which vanished while it was read: grade it again when nothing writes to it',
      );
    });

    test('says so when a file grows while it is read', async () => {
      expect(await problemOf(write('busy', { ...good, 'exercises/busy.ts': text }))).toBe(
        'busy holds exercises/busy.ts, which changed while it was read: grade it again when nothing writes to it',
      );
    });
  },
);

test('a disk that fails costs the others nothing', async () => {
  write('disk', { 'a/exercises/02-attention.ts': text, 'broken.zip': 'PK', 'dying.zip': 'PK' });
  const { submissions, rejections } = await takeIn(['disk'], base);
  expect(submissions.map(({ name }) => name)).toEqual(['a']);
  expect(rejections.map(({ problem }) => problem)).toEqual([
    `${join('disk', 'broken.zip')} cannot be read (EMFILE): check the disk`,
    `${join('disk', 'dying.zip')} cannot be read (EIO): check the disk`,
  ]);
});

describe.skipIf(process.platform === 'win32')('without the descriptors of Linux', () => {
  test('folders are read as well, and links to them are not', async () => {
    vi.resetModules();
    vi.doMock('node:fs', async (original) => ({ ...(await original<object>()), existsSync: () => false }));
    const { readFolder } = await import('../../grader/intake/folder');
    const { openFolder } = await import('../../grader/intake/open');
    const folder = write('plain', { 'exercises/02-attention.ts': text });
    const { entries } = await readFolder(folder);
    expect((await entries[0]?.read())?.bytes.toString()).toBe(text);
    symlinkSync(folder, join(base, 'plain-link'));
    await expect(openFolder(join(base, 'plain-link'))).rejects.toMatchObject({ code: 'ENOTDIR' });
    expect((await openFolder(folder)).at()).toBe(folder);
  });
});
