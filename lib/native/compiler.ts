/** What turns the sources of tfjs-node into its binding: a C++ compiler and the headers of Node. */
import { existsSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Library } from './library';
import type { Machine } from './machine';
import { NativeProblem } from './problem';

/** Where the binding finds the libraries, seen from the folder that it is in. */
const fromBinding = '../../deps/lib';
/** Where the libraries are, and the binding, in the package: its own places for Node-API 8. */
export const placeOf = { libraries: 'deps/lib', binding: 'lib/napi-v8/tfjs_binding.node' } as const;

export interface Compiler {
  readonly command: string;
  /** What it calls itself. */
  readonly title: string;
}

/** @throws {NativeProblem} when there is no C++ compiler */
export async function findCompiler({ run, compiler, platform }: Machine): Promise<Compiler> {
  for (const command of compiler ? [compiler] : ['c++', 'g++', 'clang++']) {
    const { ok, stdout } = await run(command, ['--version'], { timeout: 30_000 });
    if (ok) return { command, title: stdout.split('\n')[0] ?? command };
  }
  const install = platform === 'darwin' ? 'macOS: xcode-select --install' : 'Debian, Ubuntu: apt install g++';
  throw new NativeProblem([
    compiler
      ? `The C++ compiler ${compiler}, which the variable CXX names, does not run`
      : 'There is no C++ compiler here: looked for c++, g++ and clang++',
    `${install}, then again: npm run native`,
  ]);
}

/**
 * The folder with `node_api.h`.
 *
 * @throws {NativeProblem} when there is none
 */
export function nodeHeaders({ root, node }: Machine): string {
  const places = [
    join(root, 'node_modules/node-api-headers/include'),
    join(dirname(dirname(realpathSync(node))), 'include/node'),
  ];
  const found = places.find((place) => existsSync(join(place, 'node_api.h')));
  if (found) return found;
  throw new NativeProblem([
    'The headers of Node (node_api.h) were not found: the package node-api-headers is not installed',
    'npm ci puts it in place; then again: npm run native',
  ]);
}

/** What the binding is made from and where. */
export interface Building {
  /** The package, with its sources. */
  readonly sources: string;
  /** Has the libraries in their place, and gets the binding. */
  readonly draft: string;
  readonly library: Library;
  readonly compiler: Compiler;
  readonly headers: string;
}

/** @throws {NativeProblem} with the first errors of the compiler */
export async function compileBinding(building: Building, { run, platform }: Machine): Promise<void> {
  const { command, title } = building.compiler;
  const ran = await run(command, compilerArguments(building, platform), { cwd: building.sources });
  if (ran.ok) return;
  const errors = ran.stderr
    .split('\n')
    .filter((line) => /error|undefined|incompatible|wrong format/.test(line));
  throw new NativeProblem(
    [`The binding does not compile: ${title} ${ran.problem}`, ...new Set(errors.map((line) => line.trim()))]
      .slice(0, 4)
      .concat([
        'Likely the headers and libraries are of another version or machine than tfjs-node can use (TensorFlow 2.21 is',
        'known to fit), or the compiler has no C++17. All that it said: npm run native -- -v',
      ]),
    ran.stderr,
  );
}

function compilerArguments({ draft, library, headers }: Building, platform: NodeJS.Platform): string[] {
  const libraries = join(draft, placeOf.libraries);
  const names = library.files.map((file) => basename(file));
  const linking =
    platform === 'darwin'
      ? [
          ...['-bundle', '-undefined', 'dynamic_lookup', `-Wl,-rpath,@loader_path/${fromBinding}`],
          ...names.map((name) => join(libraries, name)),
        ]
      : [
          `-shared`,
          `-Wl,-rpath,$ORIGIN/${fromBinding}`,
          `-L${libraries}`,
          ...names.map((name) => `-l:${name}`),
        ];
  return [
    ...['-std=c++17', '-O2', '-fPIC', '-DNAPI_VERSION=8'],
    ...[headers, library.include, '.'].map((folder) => `-I${folder}`),
    ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', '-o', join(draft, placeOf.binding)],
    ...linking,
  ];
}
