/**
 * Runs the tests of the course on many versions of a stage, in one go: one vitest, its threads stay warm, and
 * only the tests and the file of the stage are loaded anew for each version.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Plugin } from 'vitest/config';
import { createVitest, type Reporter, type TestModule, type Vitest } from 'vitest/node';
import { claimKinds } from '../../lib/course';
import type { TestRecord } from '../../lib/results';
import { root } from '../../lib/root';
import { recordsOf } from '../../lib/runner/collect';
import { quickTensorFlow } from '../../lib/runner/tensorflow';

/** A version of one stage, or of a whole submission. */
export interface Version {
  /** Unique within a run; part of a file name. */
  readonly id: string;
  /** The stage that is tested, `02-attention`. */
  readonly stage: string;
  /** `02-attention.ts` → text, in the place of the solution's; what is not there is the solution's. */
  readonly files: ReadonlyMap<string, string>;
}

export interface MatrixOptions {
  readonly backend: 'cpu' | 'wasm' | 'native';
  readonly hidden: boolean;
  /** Leaves out the tests of kinds that do not look at numbers. */
  readonly numbersOnly?: boolean | undefined;
  /** Told how many versions have begun to report. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

/** Versions in one run of vitest: what it keeps for each test stays small. */
const chunk = 100;
const folder = join(root, '.cache/versions');

/**
 * The records of every version, by id.
 *
 * @throws {Error} when a test file cannot be run on a version, as when its text has a syntax error
 */
export async function runMatrix(
  versions: readonly Version[],
  options: MatrixOptions,
): Promise<Map<string, TestRecord[]>> {
  rmSync(folder, { recursive: true, force: true });
  const byId = new Map(versions.map((version) => [version.id, version]));
  const done = new Set<string>();
  const onTestModuleEnd = (module: TestModule) => options.onProgress?.(done.add(versionOf(module)).size);
  const vitest = await start(byId, options, { onTestModuleEnd });
  const records = new Map<string, TestRecord[]>();
  try {
    for (let from = 0; from < versions.length; from += chunk) {
      await runChunk(vitest, versions.slice(from, from + chunk), options.hidden, records);
    }
  } finally {
    await vitest.close();
    rmSync(folder, { recursive: true, force: true });
  }
  // Whichever file was faster.
  return new Map(
    [...records].map(([id, all]) => [id, all.toSorted((a, b) => Number(a.hidden) - Number(b.hidden))]),
  );
}

async function runChunk(
  vitest: Vitest,
  versions: readonly Version[],
  hidden: boolean,
  records: Map<string, TestRecord[]>,
): Promise<void> {
  const project = vitest.getRootProject();
  const files = versions.flatMap((version) => placeTests(version, hidden));
  const specifications = files.map((file) => project.createSpecification(file));
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(specifications, false);
  // Vitest also gives back those of earlier chunks.
  for (const module of testModules.filter(({ moduleId }) => files.includes(moduleId))) {
    const id = versionOf(module);
    const error = module.errors()[0];
    if (error) throw new Error(`${id}: the tests could not be run: ${error.message}`);
    records.set(id, [...(records.get(id) ?? []), ...recordsOf(module)]);
  }
  const first = unhandledErrors[0] as Error | undefined;
  if (first) throw new Error(`the tests could not be run: ${first.message}`);
}

/** Where the tests of a version seem to lie; what they import is resolved as if they lay in `tests/`. */
function placeTests({ id, stage }: Version, hidden: boolean): string[] {
  const names = [`tests/${stage}.test.ts`, ...(hidden ? [`tests/hidden/${stage}.test.ts`] : [])];
  return names.map((name) => {
    const file = join(folder, id, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, readFileSync(join(root, name)));
    return file;
  });
}

function versionOf({ moduleId }: TestModule): string {
  return relative(folder, moduleId).split(sep)[0] ?? '';
}

async function start(
  versions: ReadonlyMap<string, Version>,
  { backend, numbersOnly }: MatrixOptions,
  reporter: Reporter,
): Promise<Vitest> {
  return await createVitest(
    'test',
    {
      config: false,
      root,
      watch: false,
      include: ['.cache/versions/*/tests/**/*.test.ts'],
      setupFiles: [join(root, 'grader/mistakes/setup.ts')],
      provide: { backend },
      tags: claimKinds.map((name) => ({ name })),
      ...(numbersOnly ? { tagsFilter: ['!health && !advice'] } : {}),
      reporters: [reporter],
      pool: 'threads',
      isolate: false,
      maxWorkers: 2,
      testTimeout: 60_000,
      coverage: { enabled: false },
    },
    {
      plugins: [versionFiles(versions), ...(await quickTensorFlow())],
      logLevel: 'silent',
      clearScreen: false,
    },
  );
}

/** Gives the tests of a version its own files, and everything else from the repository. */
function versionFiles(versions: ReadonlyMap<string, Version>): Plugin {
  const ownPath = (id: string, name: string) => join(folder, id, 'solutions', name);
  const own = (path: string) => {
    const [id = '', place, ...name] = relative(folder, path).split(sep);
    const text = place === 'solutions' ? versions.get(id)?.files.get(name.join('/')) : undefined;
    return { id, text };
  };
  return {
    name: 'version-files',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer?.startsWith(folder + sep)) return undefined;
      const { id } = own(importer);
      const target = source.startsWith('#impl/')
        ? ownPath(id, source.slice('#impl/'.length))
        : join(dirname(importer), source);
      if (!source.startsWith('#impl/') && !source.startsWith('.')) return undefined;
      const candidates = [target, `${target}.ts`, join(target, 'index.ts')];
      const mine = candidates.find((candidate) => own(candidate).text !== undefined);
      return (
        mine ?? this.resolve(join(root, relative(join(folder, id), target)), undefined, { skipSelf: true })
      );
    },
    load(path) {
      return path.startsWith(folder + sep) ? own(path).text : undefined;
    },
  };
}
