/**
 * Do all milestones of the language-model track pass for the solution, and fail for the mistakes that they are meant to
 * catch? Prints a table; what is done stays in a file, so that an interrupted run goes on:
 * node lib/cli/run.mjs scripts/milestones.ts --seeds 10
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { build } from 'esbuild';
import { judgeTrial, type Result, type Trial } from '../grader/mistakes/milestones/judge';
import { meant } from '../grader/mistakes/milestones/meant';
import { milestonesTable, unexpected } from '../grader/mistakes/milestones/table';
import { startBackend } from '../lib/backend';
import { exitCode, runCommand } from '../lib/cli/start';
import { milestoneTasks } from '../lib/milestones';
import { root } from '../lib/root';
import { startProgress } from '../lib/terminal/progress';

await runCommand(async (args) => {
  const { seeds, mistakeSeeds, shuffledSeeds, only, backend, file } = new Command('milestones')
    .option('--seeds <number>', 'seeds for the solution', Number, 10)
    .option('--mistake-seeds <number>', 'seeds for each mistake', Number, 1)
    .option('--shuffled-seeds <number>', 'seeds with the control on shuffled targets', Number, 10)
    .option('--only <milestone>', 'this one alone')
    .option('--backend <name>', 'where to compute', 'wasm')
    .option('--file <file>', 'where results are kept', join(root, '.cache/milestones/results.jsonl'))
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts();
  await startBackend({ prefer: backend });
  const key = `${await hashOf('grader/mistakes/milestones/judge.ts')} ${backend}`;
  const wanted = trialsOf(seeds, mistakeSeeds).filter(({ milestone }) => !only || milestone === only);
  const known = new Map(readKept(file, key).map((result) => [nameOf(result), result]));
  const progress = startProgress({ label: 'milestones', total: wanted.length });
  const results: Result[] = [];
  for (const trial of wanted) {
    const result =
      known.get(nameOf(trial)) ?? keep(file, key, await judgeTrial(trial, trial.seed <= shuffledSeeds));
    results.push(result);
    progress.update(results.length, `${nameOf(trial)}: ${result.reason}`);
  }
  progress.stop();
  console.log(milestonesTable(results));
  const wrong = unexpected(results);
  for (const line of wrong) console.log(`✗ ${line}`);
  return wrong.length === 0 ? exitCode.ok : exitCode.failed;
});

/** One number for a module with everything of the project that it imports: results of another one do not count. */
async function hashOf(module: string): Promise<string> {
  const { metafile } = await build({
    entryPoints: [module],
    absWorkingDir: root,
    write: false,
    outdir: 'unused',
    metafile: true,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    logLevel: 'silent',
  });
  const hash = createHash('sha256');
  for (const path of Object.keys(metafile.inputs).sort()) hash.update(readFileSync(join(root, path)));
  return hash.digest('hex').slice(0, 16);
}

/** By seed: what is done when it is interrupted is a smaller table of the same kind. */
function trialsOf(seeds: number, mistakeSeeds: number): Trial[] {
  const first = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
  const all = milestoneTasks.flatMap(({ stem: milestone }) => [
    ...first(seeds).map((seed) => ({ milestone, seed })),
    ...(meant[milestone] ?? []).flatMap((mistake) =>
      first(mistakeSeeds).map((seed) => ({ milestone, mistake, seed })),
    ),
  ]);
  return all.sort((a, b) => a.seed - b.seed);
}

function nameOf({ milestone, mistake = 'solution', seed }: Trial): string {
  return `${milestone} ${mistake} ${seed}`;
}

/** Results of the same course, line by line; half a line is one that a kill cut off. */
function readKept(file: string, key: string): Result[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line) => {
      try {
        const { key: own, ...result } = JSON.parse(line);
        return own === key ? [result as Result] : [];
      } catch {
        return [];
      }
    });
}

function keep(file: string, key: string, result: Result): Result {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify({ key, ...result })}\n`);
  return result;
}
