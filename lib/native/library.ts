/** Where libtensorflow is: its two shared libraries, and the headers that belong to them. */
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Machine } from './machine';
import { NativeProblem } from './problem';

export interface Library {
  /** The shared libraries, under the names by which they find each other. */
  readonly files: readonly string[];
  /** The folder above `tensorflow/c`. */
  readonly include: string;
}

/** What libtensorflow is called: first as in the Python package, then as the C library has it. */
export function libraryNames(platform: NodeJS.Platform): readonly (readonly [string, string])[] {
  const name = (stem: string) => (platform === 'darwin' ? `lib${stem}.2.dylib` : `lib${stem}.so.2`);
  const framework = name('tensorflow_framework');
  return [
    [name('tensorflow_cc'), framework],
    [name('tensorflow'), framework],
  ];
}

/**
 * Looks for libtensorflow in a folder: a Python package, a wheel or a C library that somebody unpacked.
 *
 * @throws {NativeProblem} that names what is missing
 */
export function libraryIn(folder: string, platform: NodeJS.Platform): Library {
  const names = libraryNames(platform);
  const files = [folder, join(folder, 'tensorflow'), join(folder, 'lib')]
    .flatMap((place) => names.map((pair) => pair.map((name) => join(place, name))))
    .find((pair) => pair.every((file) => existsSync(file)));
  if (!files) {
    const wanted = names.map(([first]) => first).join(' or ');
    throw new NativeProblem([
      `${folder} holds no libtensorflow: looked for ${wanted}, and ${names[0]?.[1]}`,
      'Give the folder of the Python package tensorflow (2.21 is known to fit), or of the unpacked C library.',
    ]);
  }
  const include = [folder, join(folder, 'tensorflow'), join(folder, '..')]
    .map((place) => join(place, 'include'))
    .find((place) => existsSync(join(place, header)));
  if (include) return { files, include };
  throw new NativeProblem([
    `${folder} holds libtensorflow but not its headers: there is no include/${header}`,
    'Give the whole Python package or C library, with its folder include.',
  ]);
}

const header = 'tensorflow/c/eager/c_api.h';

/** Prints the folder of the Python package, without loading it. */
const askPython = [
  'import importlib.util as u',
  "s = u.find_spec('tensorflow')",
  "print(s.submodule_search_locations[0] if s and s.submodule_search_locations else '')",
].join('\n');

/** The folder of the Python package, if `python3` has one. */
export async function pythonPackage({ run }: Machine): Promise<string | undefined> {
  const { ok, stdout } = await run('python3', ['-c', askPython], { timeout: 30_000 });
  const folder = stdout.trim();
  return ok && folder !== '' && existsSync(folder) ? realpath(folder) : undefined;
}

/** What to do where no libtensorflow was found. */
export function noLibrary({ platform }: Machine): NativeProblem {
  const name = platform === 'linux' ? 'tensorflow-cpu' : 'tensorflow';
  const ready =
    platform === 'linux'
      ? 'Debian, Ubuntu: apt install python3-pip python3-venv'
      : 'macOS: brew install python';
  return new NativeProblem([
    'libtensorflow was not found: python3 has no package tensorflow here. Any one of these helps:',
    `npm run native -- --pip            downloads ${name} with pip (some 270 MB) and keeps its libraries (850 MB)`,
    `npm run native -- --wheel FILE     a wheel of ${name} that you have`,
    'npm run native -- --library DIR    a folder with libtensorflow and its headers',
    `without pip: ${ready}`,
    'You need none of this for the homework: wasm trains such models faster than native.',
  ]);
}

/** Names of files, for people. */
export function namesOf({ files }: Library): string {
  return files.map((file) => basename(file)).join(', ');
}
