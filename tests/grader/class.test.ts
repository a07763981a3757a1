/** The whole command in processes of its own: killed at any moment, out of disk, and twice at once. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { faultsOf } from '../../grader/rehearsal/check';
import { gradeQuietly, gradeWithKills } from '../../grader/rehearsal/grading';
import { makeClass } from '../../grader/rehearsal/make-class';
import { canSeeProcesses, processesWith, workersOf } from '../../grader/rehearsal/processes';
import { root } from '../../lib/root';
import { everything } from './support/everything';
import { temporaryFolder } from './support/folders';
import { candidateIn, encodingText, firstStage } from './support/submissions';

// Some twenty processes are started one after the other: seconds on a free machine, minutes on a busy one.
vi.setConfig({ testTimeout: 900_000 });

const base = temporaryFolder();
const flags = ['--stage', firstStage, '--backend', 'cpu', '--seed', '1'];

/** Folders for one test. */
function places(name: string) {
  const [place, quiet, killed, scratch] = ['class', 'quiet', 'killed', 'scratch'].map((each) =>
    join(base, name, each),
  ) as [string, string, string, string];
  for (const folder of [place, scratch]) mkdirSync(folder, { recursive: true });
  return { place, quiet, killed, scratch };
}

/** Starts `npm run grade`, with temporary files of its own. */
function startGrading(args: readonly string[], scratch: string) {
  const child = spawn(process.execPath, ['lib/cli/run.mjs', 'grader/cli/grade.ts', ...args, ...flags], {
    cwd: root,
    env: { ...process.env, TMPDIR: scratch, INIT_CWD: root },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? code)),
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  return { child, ended, said: () => said };
}

// Three gradings: with `npm run attacks`. On any scale: scripts/class-that-finishes.ts.
test.skipIf(!canSeeProcesses || !everything)(
  'a class graded under random kills ends as one graded in peace',
  async () => {
    const { place, quiet, killed, scratch } = places('kills');
    const names = makeClass(place, 12, 5);
    const common = { class: place, scratch, flags: [...flags, '--jobs', '2'] };
    await gradeQuietly({ ...common, out: quiet });
    const plan = { seed: 3, kills: 4, spread: 3, pause: 2000 };
    const { seen, workers, graders } = await gradeWithKills({ ...common, out: killed }, plan);
    expect(workers + graders).toBeGreaterThan(0);
    expect(faultsOf({ names, quiet, killed, scratch, workers: seen })).toEqual([]);
  },
);

describe.skipIf(!canSeeProcesses)('a grader that is killed', () => {
  test('takes its workers and the processes of submissions with it', async () => {
    const { place, killed, scratch } = places('orphans');
    candidateIn(place, 'Ada', `${encodingText()}while (true) {}\n`);
    const { child, ended } = startGrading([place, '--out', killed], scratch);
    // A worker, and the endless loop, which is known by the folder of its grading.
    const grading = join(scratch, 'grader-');
    await expect.poll(() => workersOf(Number(child.pid)).length, { timeout: 120_000 }).toBe(1);
    await expect.poll(() => processesWith(grading).length, { timeout: 120_000 }).toBeGreaterThan(1);
    child.kill('SIGKILL');
    await ended;
    await expect.poll(() => processesWith(scratch), { timeout: 20_000 }).toEqual([]);
    expect(readdirSync(scratch)).toEqual([]);
  });

  test('is missed by nobody while it lives: a second one is refused', async () => {
    const { place, killed, scratch } = places('two');
    candidateIn(place, 'Ada', `${encodingText()}while (true) {}\n`);
    const first = startGrading([place, '--out', killed], scratch);
    await expect
      .poll(() => readdirSync(join(base, 'two')).includes('killed'), { timeout: 60_000 })
      .toBe(true);
    await expect.poll(() => readdirSync(killed).includes('.grading'), { timeout: 60_000 }).toBe(true);
    const second = startGrading([place, '--out', killed, '--resume'], scratch);
    expect(await second.ended).toBe(2);
    expect(second.said()).toBe(
      `error: ${killed} is in use by another grading (process ${first.child.pid}): wait until it ends, or give another --out\n`,
    );
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(130);
    expect(readdirSync(killed).sort()).toEqual([
      'grades.csv',
      'index.html',
      'report.json',
      'results',
      'students',
      'submissions',
    ]);
    expect(JSON.parse(readFileSync(join(killed, 'report.json'), 'utf8'))).toMatchObject({
      complete: false,
      planned: 1,
      submissions: [],
    });
  });
});

/** A disk of its own for a folder; false where that is not allowed. */
function mount(folder: string, size: string): boolean {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'ignore' });
    onTestFinished(() => void execFileSync('umount', [folder]));
    return true;
  } catch {
    return false;
  }
}

test('a full disk stops the class in one line, keeps what is finished, and --resume goes on', async ({
  skip,
}) => {
  const { place, scratch } = places('full');
  const disk = join(base, 'full', 'disk');
  if (!mount(disk, '96k')) skip('only root may mount a small disk');
  for (const name of ['Ada', 'Bob', 'Cy']) candidateIn(place, name, `${encodingText()}// ${name}\n`);
  const out = join(disk, 'out');
  const { ended, said } = startGrading([place, '--out', out, '--jobs', '1'], scratch);
  expect(await ended).toBe(2);
  // A result is some 31 kB.
  expect(
    said()
      .split('\n')
      .filter((line) => line.startsWith('error')),
  ).toEqual([
    `error: ${out}/results cannot be written to: the disk is full (ENOSPC); 2 of 3 submissions are finished and kept in ${out}/results. Put that right, then go on with --resume`,
  ]);
  const kept = readdirSync(join(out, 'results'));
  expect(kept).toContain('seed.json');
  for (const name of kept) JSON.parse(readFileSync(join(out, 'results', name), 'utf8'));
  expect(kept).toHaveLength(3);
  expect(readdirSync(out)).toEqual(['results']);
  execFileSync('mount', ['-o', 'remount,size=4m', disk]);
  const resumed = startGrading([place, '--out', out, '--resume'], scratch);
  expect(await resumed.ended).toBe(0);
  expect(readdirSync(join(out, 'results'))).toEqual(expect.arrayContaining(kept));
  expect(readdirSync(scratch)).toEqual([]);
});

// With `npm run attacks`.
test.skipIf(!everything)(
  'a full disk where code is compiled blames no submission for it',
  async ({ skip }) => {
    const { place, killed } = places('compile');
    const scratch = join(base, 'compile', 'disk');
    if (!mount(scratch, '8m')) skip('only root may mount a small disk');
    candidateIn(place, 'Ada');
    const { ended, said } = startGrading([place, '--out', killed], scratch);
    expect(await ended).toBe(2);
    expect(said()).toMatch(
      /^error: .*\/disk\/grader-.* cannot be written to: the disk is full \(ENOSPC\); 0 of 1 submissions are finished/m,
    );
    expect(readdirSync(killed)).toEqual(['results']);
    expect(readdirSync(join(killed, 'results'))).toEqual(['seed.json']);
  },
);
