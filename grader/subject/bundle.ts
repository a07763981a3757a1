/** Turns one stage of a submission into one JavaScript file that the host can load. */
import { mkdir, writeFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { stages } from '../../lib/course';
import { SandboxError } from '../isolation/fault';
import { compile } from './compiler';
import { withExactNames } from './letter-case';
import type { Runtime } from './runtime';
import { type Files, fileOfStage, onReference, writeTree } from './tree';

export interface Bundle {
  readonly stem: string;
  /** The file to load; absent when it does not compile. */
  readonly file?: string | undefined;
  /** There is no file of this stage: it is not started. */
  readonly missing?: true | undefined;
  /** Why it does not compile, with the place. */
  readonly problem?: string | undefined;
  /** The earlier stages that it imports, directly or through others; all of them when it does not compile. */
  readonly uses: readonly string[];
}

/**
 * Bundles one stage. `../lib` is always the given one; with `reference`, the earlier stages come from `solutions/`, so
 * that the stage can be tested on its own.
 *
 * @param files - the submission
 * @param stem - the stage
 * @param folder - an empty or missing one, for the bundle and what it is made from
 * @throws {SandboxError} when the compiler cannot be isolated
 * @throws the error of the system when files cannot be written: no fault of the submission
 */
export async function bundleStage(
  runtime: Runtime,
  files: Files,
  stem: string,
  folder: string,
  { reference }: { reference: boolean },
): Promise<Bundle> {
  const earlier = stages.map((stage) => stage.stem).filter((each) => each < stem);
  const entry = fileOfStage(files, stem);
  if (!entry) return { stem, missing: true, problem: `exercises/${stem}.ts is missing`, uses: [] };
  try {
    await mkdir(folder, { recursive: true });
    const all = reference ? await onReference(files, stem) : files;
    const tree = await writeTree(withExactNames(all), posix.join(folder, 'files'), runtime.packages);
    const text = await compile(runtime.sandbox, tree, entry);
    const file = posix.join(folder, `${stem}.mjs`);
    await writeFile(file, text);
    const sources = sourcesOf(text);
    const uses = earlier.filter((each) => sources.some((source) => source.includes(`exercises/${each}.`)));
    return { stem, file, uses: reference ? [] : uses };
  } catch (error) {
    const ofTheMachine = error instanceof SandboxError || 'code' in (error as NodeJS.ErrnoException);
    if (ofTheMachine) throw error;
    return { stem, problem: (error as Error).message, uses: earlier };
  }
}

/** What is wrong with the file of the stage itself, not with one that it imports. */
export function ownProblem(bundle: Bundle | undefined): string | undefined {
  const { stem = '', problem } = bundle ?? {};
  const other = /^exercises\/(\d\d-[\w-]+)\./.exec(problem ?? '')?.[1];
  return other === undefined || other === stem ? problem : undefined;
}

/** The files that a bundle was made from, as the source map at its end lists them. */
function sourcesOf(text: string): string[] {
  const map = text.slice(text.lastIndexOf(mapBegins) + mapBegins.length);
  return (JSON.parse(Buffer.from(map, 'base64').toString('utf8')) as { sources: string[] }).sources;
}

/** The compiler writes it last, so nothing in the submission can stand behind it. */
const mapBegins = '//# sourceMappingURL=data:application/json;base64,';
