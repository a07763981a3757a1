/** Builds the binding of tfjs-node and puts it in place; whatever goes wrong, everything is as it was before. */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { compileBinding, findCompiler, nodeHeaders, placeOf } from './compiler';
import { type Library, libraryIn, namesOf, noLibrary, pythonPackage } from './library';
import type { Machine } from './machine';
import { installPackage, isComplete, packageFolder, wantedVersion } from './package';
import { linkOrCopy, makeDraft, putInPlace } from './place';
import { NativeProblem } from './problem';
import { nativeProblem } from './state';
import { downloadWheel, unpackWheel } from './wheel';

/** Where libtensorflow may come from, besides the Python package. */
export interface Sources {
  readonly library?: string | undefined;
  readonly wheel?: string | undefined;
  readonly pip?: boolean | undefined;
}

/**
 * @throws {NativeProblem} in a few lines, when it cannot be built or does not work
 */
export async function buildNative(sources: Sources, machine: Machine): Promise<void> {
  const { root, say } = machine;
  // What costs nothing comes first: a missing compiler is told before anything is downloaded.
  const compiler = await findCompiler(machine);
  const headers = nodeHeaders(machine);
  say(`compiler: ${compiler.title}`);
  const folder = await folderFor(sources, machine);
  const draft = await makeDraft(root);
  const wasThere = existsSync(packageFolder(root));
  try {
    const library = await libraryFor({ ...sources, library: folder }, draft, machine);
    await linkOrCopy(library.files, join(draft, placeOf.libraries));
    await providePackage(machine);
    say('binding: compiling the two C++ files of the package, some 10 s to a minute …');
    await mkdir(dirname(join(draft, placeOf.binding)), { recursive: true });
    const building = { sources: packageFolder(root), draft, library, compiler, headers };
    await compileBinding(building, machine);
    await placeAndCheck(draft, machine);
  } catch (error) {
    if (!wasThere) await rm(packageFolder(root), { recursive: true, force: true });
    throw error;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** The folder with libtensorflow, unless it comes from a wheel. */
async function folderFor({ library, wheel, pip }: Sources, machine: Machine): Promise<string | undefined> {
  if (library || wheel) return library;
  const found = await pythonPackage(machine);
  if (!found && !pip) throw noLibrary(machine);
  return found;
}

async function libraryFor({ library, wheel }: Sources, draft: string, machine: Machine): Promise<Library> {
  const { say, platform } = machine;
  if (library) {
    const found = libraryIn(library, platform);
    say(`libtensorflow: ${namesOf(found)} from ${library}`);
    return found;
  }
  if (!wheel)
    say('libtensorflow: pip downloads a wheel, some 270 MB, from the index that it is set up for …');
  const file = wheel ?? (await downloadWheel(draft, machine));
  say(`libtensorflow: unpacking ${basename(file)} …`);
  return unpackWheel(file, draft, machine);
}

async function providePackage(machine: Machine): Promise<void> {
  const { root, say } = machine;
  if (await isComplete(root)) return;
  say(`package: npm puts tfjs-node ${await wantedVersion(root)} in place, without its install script …`);
  await installPackage(machine);
}

async function placeAndCheck(draft: string, machine: Machine): Promise<void> {
  const parts = Object.values(placeOf).map((path) => path.split('/')[0] as string);
  const undo = await putInPlace(draft, packageFolder(machine.root), parts);
  try {
    machine.say('check: a matrix product and a gradient in a new process …');
    const problem = await nativeProblem(machine);
    if (problem === undefined) return;
    throw new NativeProblem([
      `native was built, but ${problem}`,
      'Everything is as it was before. Another version of TensorFlow may work: --library, --wheel or --pip.',
    ]);
  } catch (error) {
    await undo();
    throw error;
  }
}
