/** The stages of a whole submission with one mistake in it, as functions in this process. */
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { Stages } from '../../../lib/milestones/learner';
import type { StudentFunctions } from '../../../lib/milestones/train';
import { root } from '../../../lib/root';
import type { Mistake } from '../mistake';
import { mistakenVersion } from '../versions';

const folder = join(root, '.cache/milestones');

/**
 * The reference with a mistake, or as it is.
 *
 * @returns loads the functions of a stage, once
 */
export function stagesWith(mistake: Mistake | undefined): Stages {
  const loaded = new Map<string, Promise<StudentFunctions>>();
  return (stem) => {
    const known = loaded.get(stem) ?? load(stem, mistake);
    loaded.set(stem, known);
    return known;
  };
}

async function load(stem: string, mistake: Mistake | undefined): Promise<StudentFunctions> {
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${stem}.${mistake?.id ?? 'solution'}.mjs`);
  await build({
    entryPoints: [join(root, 'solutions', `${stem}.ts`)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    absWorkingDir: root,
    logLevel: 'silent',
    plugins: mistake ? [withMistake(mistake)] : [],
  });
  const functions: Record<string, unknown> = await import(pathToFileURL(outfile).href);
  rmSync(outfile);
  return (name) => functions[name] as ReturnType<StudentFunctions>;
}

/** Gives the stage of the mistake in the place of the solution's. */
const withMistake = (mistake: Mistake): Plugin => ({
  name: 'mistake',
  setup({ onLoad }) {
    const version = mistakenVersion([mistake]);
    const contents = version?.files.get(`${mistake.stage}.ts`);
    if (contents === undefined)
      throw new Error(`${mistake.id}: an edit does not find its text in the solution`);
    const path = resolve(root, 'solutions', `${mistake.stage}.ts`);
    onLoad({ filter: /\.ts$/ }, (file) =>
      file.path === path ? { contents, loader: 'ts', resolveDir: join(root, 'solutions') } : undefined,
    );
  },
});
