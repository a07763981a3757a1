/**
 * Grades a made-up class twice, once in peace and once with `kill -9` of workers and of the grader at random moments,
 * and compares: node lib/cli/run.mjs scripts/class-that-finishes.ts --submissions 500 --stage 01
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, type OptionValues } from 'commander';
import { faultsOf } from '../grader/rehearsal/check';
import { gradeQuietly, gradeWithKills, type MemorySample } from '../grader/rehearsal/grading';
import { makeClass } from '../grader/rehearsal/make-class';
import { canSeeProcesses } from '../grader/rehearsal/processes';
import { readSeed } from '../lib/cli/seed-option';
import { exitCode, runCommand, UsageError } from '../lib/cli/start';

await runCommand(async (args) => {
  const options = new Command('class-that-finishes')
    .option('--submissions <number>', 'how many there are', Number, 12)
    .option('--kills <number>', 'how many processes are killed', Number, 8)
    .option('--pause <ms>', 'longest time between the moment of a kill and the kill', Number, 4000)
    .option('--stage <stage>', 'as npm run grade has it', '01')
    .option('--backend <name>', 'as npm run grade has it', 'cpu')
    .option('--jobs <number>', 'as npm run grade has it', '2')
    .option('--seed <integer>', 'fixes the class and the moments', readSeed, 1)
    .exitOverride()
    .parse(args, { from: 'user' })
    .opts();
  if (!canSeeProcesses) throw new UsageError('processes can be looked at on Linux only');
  const folder = mkdtempSync(join(tmpdir(), 'rehearsal-'));
  try {
    return await rehearse(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

async function rehearse(folder: string, options: OptionValues): Promise<number> {
  const [place, quiet, killed, scratch] = ['class', 'quiet', 'killed', 'scratch'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  for (const each of [place, scratch]) mkdirSync(each);
  const { submissions = 0, kills = 0, pause = 0, seed = 0, stage = '', backend = '', jobs = '' } = options;
  const names = makeClass(place, submissions, seed);
  const common = {
    class: place,
    scratch,
    flags: ['--stage', stage, '--backend', backend, '--jobs', jobs, '--seed', '1'],
  };
  printMemory(await timed('in peace', () => gradeQuietly({ ...common, out: quiet })));
  const done = await timed('with kills', () =>
    gradeWithKills(
      { ...common, out: killed },
      { seed, kills, pause, spread: Math.ceil(submissions / Math.max(1, kills)) },
    ),
  );
  console.log(`killed: ${done.workers} workers, ${done.graders} graders`);
  await timed('again, all kept', () => gradeQuietly({ ...common, out: killed }, ['--resume']));
  const faults = faultsOf({ names, quiet, killed, scratch, workers: done.seen });
  for (const fault of faults) console.log(`✗ ${fault}`);
  if (faults.length > 0) return exitCode.failed;
  console.log(
    `✔ ${names.length} submissions, each with one result, the same as in peace; nothing is left over`,
  );
  return exitCode.ok;
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<T> {
  const start = performance.now();
  const result = await work();
  console.log(`${what}: ${((performance.now() - start) / 1000).toFixed(0)} s`);
  return result;
}

function printMemory(samples: readonly MemorySample[]): void {
  console.log('finished  memory of the grader');
  for (const { done, memory } of samples)
    console.log(`${String(done).padStart(8)}  ${memory.toFixed(0).padStart(6)} MiB`);
}
