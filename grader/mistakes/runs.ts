/** Runs the bank of mistakes and the bank of correct variants through the tests. */
import { stageNumber, stages } from '../../lib/course';
import { Random } from '../../lib/random';
import type { TestRecord } from '../../lib/results';
import { startProgress } from '../../lib/terminal/progress';
import type { Variant } from '../variants/load';
import type { Tested } from './known-file';
import { type MatrixOptions, runMatrix, type Version } from './matrix';
import type { Mistake } from './mistake';
import { idOf, mistakenVersion, type Pair, pairsOf, reference, together } from './versions';

export type Backend = MatrixOptions['backend'];

/** Runs versions with progress on the terminal. */
export async function runVersions(
  label: string,
  versions: readonly Version[],
  options: MatrixOptions,
): Promise<Map<string, TestRecord[]>> {
  const progress = startProgress({ label, total: versions.length });
  try {
    return await runMatrix(versions, { ...options, onProgress: (done) => progress.update(done, '') });
  } finally {
    progress.stop();
  }
}

/** Every mistake by itself, through public and, if asked for, hidden tests. */
export async function testMistakes(mistakes: readonly Mistake[], hidden = true): Promise<Tested[]> {
  return await test(
    'mistakes',
    mistakes.map((mistake) => [mistake]),
    hidden,
  );
}

/**
 * Two mistakes at once, through the public tests.
 *
 * @param most - this many at most, drawn from all; all when not given
 */
export async function testPairs(mistakes: readonly Mistake[], most?: number): Promise<Tested[]> {
  const all = pairsOf(mistakes);
  const chosen: Pair[] = [];
  for (const pair of most === undefined ? all : new Random(1).shuffle(all)) {
    const possible = together(pair);
    if (possible) chosen.push(possible);
    if (chosen.length === most) break;
  }
  return await test('pairs', chosen, false);
}

async function test(
  label: string,
  sets: readonly (readonly Mistake[])[],
  hidden: boolean,
): Promise<Tested[]> {
  const versions = sets.map((mistakes) => {
    const version = mistakenVersion(mistakes);
    if (version) return version;
    throw new Error(`${idOf(mistakes)}: an edit does not find its text exactly once in the solution`);
  });
  const records = await runVersions(label, versions, { backend: 'cpu', hidden, numbersOnly: true });
  return sets.map((mistakes) => ({ mistakes, records: records.get(idOf(mistakes)) ?? [] }));
}

/** The stages whose file is not the solution's. */
function changedStages({ files }: Variant): string[] {
  const isOwn = (stem: string) => files.get(`exercises/${stem}.ts`) !== reference(stem);
  return stages.map(({ stem }) => stem).filter(isOwn);
}

/** What the tests say about one stage of a correct variant. */
export interface TestedVariant {
  readonly id: string;
  readonly stage: string;
  readonly backend: Backend;
  readonly records: readonly TestRecord[];
}

/**
 * The variants through public and hidden tests.
 *
 * @param also - stages to test besides those that differ, where an earlier one does
 */
export async function testVariants(
  variants: readonly Variant[],
  backend: Backend,
  also: readonly string[],
): Promise<TestedVariant[]> {
  const versions = variants.flatMap((variant) => {
    const changed = changedStages(variant);
    const later = also.filter((stage) => changed.some((own) => own < stage));
    return [...new Set([...changed, ...later])].map((stage) => ({
      variant: variant.id,
      id: `${variant.id}.${stageNumber(stage)}`,
      stage,
      files: new Map([...variant.files].map(([path, text]) => [path.replace(/^exercises\//, ''), text])),
    }));
  });
  const records = await runVersions(`variants on ${backend}`, versions, { backend, hidden: true });
  return versions.map(({ variant, id, stage }) => ({
    id: variant,
    stage,
    backend,
    records: records.get(id) ?? [],
  }));
}
