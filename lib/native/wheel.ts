/** A Python wheel is a zip: libtensorflow is taken out of it without Python. */
import { createWriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openPromise, type ZipFile } from 'yauzl';
import { type Library, libraryIn, libraryNames } from './library';
import type { Machine } from './machine';
import { NativeProblem } from './problem';

/** The headers of the C interface, and the text type that one of them includes from elsewhere; not C++, some 200 MB. */
const neededHeader = /^tensorflow\/include\/(.*\/)?(c\/.*|platform\/ctstring\w*)\.h$/;

/**
 * Takes the libraries and the headers of the C interface out of a wheel.
 *
 * @param target - a folder that is there
 * @throws {NativeProblem} when it is no wheel of TensorFlow for this kind of machine
 */
export async function unpackWheel(file: string, target: string, machine: Machine): Promise<Library> {
  const zip = await openPromise(file, { autoClose: false }).catch((error: Error) => {
    throw new NativeProblem([`${file} cannot be read as a wheel: ${error.message}`, otherWheel(machine)]);
  });
  try {
    await extract(zip, target, machine);
  } catch (error) {
    machine.signal.throwIfAborted();
    throw new NativeProblem([`${basename(file)} could not be unpacked: ${(error as Error).message}`]);
  } finally {
    zip.close();
  }
  try {
    return libraryIn(join(target, 'tensorflow'), machine.platform);
  } catch {
    const wanted = libraryNames(machine.platform)[0]?.[0];
    throw new NativeProblem([
      `${basename(file)} is not what is needed: it has no tensorflow/${wanted} with headers`,
      otherWheel(machine),
    ]);
  }
}

function otherWheel({ platform, architecture }: Machine): string {
  return `Give a wheel of tensorflow-cpu or tensorflow (2.21 is known to fit), made for ${platform} ${architecture}.`;
}

async function extract(zip: ZipFile, target: string, { platform, signal }: Machine): Promise<void> {
  const libraries = new Set(
    libraryNames(platform)
      .flat()
      .map((name) => `tensorflow/${name}`),
  );
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName;
    if (!libraries.has(name) && !neededHeader.test(name)) continue;
    const path = join(target, name);
    await mkdir(dirname(path), { recursive: true });
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path), { signal });
  }
}

/**
 * Downloads a wheel with pip, from the index that pip is set up for.
 *
 * @returns the file, in `folder`
 * @throws {NativeProblem} with what pip said
 */
export async function downloadWheel(folder: string, machine: Machine): Promise<string> {
  const { platform, architecture, run } = machine;
  const name = platform === 'linux' && architecture === 'x64' ? 'tensorflow-cpu' : 'tensorflow';
  const args = ['-m', 'pip', 'download', '--no-deps', '--only-binary=:all:', '--dest', folder, name];
  const { ok, problem, stdout, stderr } = await run('python3', args);
  const wheel = (await readdir(folder)).find((file) => file.endsWith('.whl'));
  if (ok && wheel) return join(folder, wheel);
  const said = stderr
    .split('\n')
    .filter((line) => line.startsWith('ERROR'))
    .slice(0, 2);
  throw new NativeProblem(
    [
      `pip could not download ${name}: python3 ${problem || 'left no wheel'}`,
      ...said,
      'Check the network and the version of Python (TensorFlow lags behind by one), or give --wheel FILE.',
    ],
    stdout + stderr,
  );
}
