/** How many submissions are graded in an hour, and whether the cost of one stays the same. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isolationProblem } from '../../grader/isolation/choose';
import { stages } from '../../lib/course';
import { root } from '../../lib/root';

/** A class that was graded. */
export interface GradedClass {
  readonly what: What;
  readonly workers: number;
  readonly cores: number;
  readonly submissions: number;
  /** From the command to its end. */
  readonly seconds: number;
}

/** What is graded: all, or the first stage alone: that shows what a large class costs besides. */
export type What = 'all stages and the reversal' | 'the first stage';

export interface Grading {
  readonly isolated: boolean;
  readonly classes: readonly GradedClass[];
}

interface Plan extends Omit<GradedClass, 'seconds'> {}

/** The smallest class of each kind shows what a grading costs in any case. */
function plans(full: boolean): Plan[] {
  const all = (workers: number, cores: number, submissions: number): Plan => {
    return { what: 'all stages and the reversal', workers, cores, submissions };
  };
  const first = (submissions: number): Plan => ({
    what: 'the first stage',
    workers: 2,
    cores: 2,
    submissions,
  });
  return [
    ...[1, 5].map((submissions) => all(1, 1, submissions)),
    ...[2, 10, ...(full ? [50] : [])].map((submissions) => all(2, 2, submissions)),
    ...[10, 100, ...(full ? [1000] : [])].map(first),
  ];
}

/**
 * Grades classes of right submissions, no two of them the same.
 *
 * @param full - large classes, too: that takes the better part of an hour
 */
export async function measureGrading(full: boolean, onMeasured: (what: string) => void): Promise<Grading> {
  const isolated = (await isolationProblem()) === undefined;
  const classes: GradedClass[] = [];
  for (const plan of plans(full)) {
    const folder = await mkdtemp(join(tmpdir(), 'bench-'));
    try {
      classes.push({ ...plan, seconds: await grade(plan, folder, isolated) });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    onMeasured(`${plan.submissions} submissions, ${plan.what}`);
  }
  return { isolated, classes };
}

/** The classes that differ in their size alone, with a name. */
export function groupsOf({ classes }: Grading): [name: string, classes: GradedClass[]][] {
  const groups = new Map<string, GradedClass[]>();
  for (const each of classes) {
    const name = `${each.what}, ${each.workers === 1 ? 'one worker and core' : `${each.workers} workers and cores`}`;
    groups.set(name, [...(groups.get(name) ?? []), each]);
  }
  return [...groups];
}

/** Seconds that one submission more costs: from the smallest class of a kind to the largest. */
export function secondsEach(classes: readonly GradedClass[]): number {
  const sorted = classes.toSorted((a, b) => a.submissions - b.submissions);
  const [smallest, largest] = [sorted[0], sorted.at(-1)];
  if (!smallest || !largest) throw new RangeError('Nothing was graded');
  return (largest.seconds - smallest.seconds) / (largest.submissions - smallest.submissions);
}

async function grade(plan: Plan, folder: string, isolated: boolean): Promise<number> {
  await writeClass(join(folder, 'class'), plan.submissions);
  const flags = [
    ...['--jobs', String(plan.workers), '--out', join(folder, 'report'), '--seed', '1'],
    ...(plan.what === 'the first stage' ? ['--stage', '01'] : []),
    ...(isolated ? [] : ['--unsafe']),
  ];
  const program = [process.execPath, '--enable-source-maps', 'lib/cli/run.mjs', 'grader/cli/grade.ts'];
  const [command = '', ...args] = [...onCores(plan.cores), ...program, join(folder, 'class'), ...flags];
  const before = performance.now();
  await promisify(execFile)(command, args, { cwd: root, maxBuffer: 2 ** 26 });
  return (performance.now() - before) / 1000;
}

/** Linux can keep a program and all that it starts on some cores. */
function onCores(cores: number): string[] {
  return existsSync('/usr/bin/taskset')
    ? ['/usr/bin/taskset', '-c', cores === 1 ? '0' : `0-${cores - 1}`]
    : [];
}

async function writeClass(folder: string, submissions: number): Promise<void> {
  for (const { stem } of stages) {
    const text = await readFile(join(root, 'solutions', `${stem}.ts`), 'utf8');
    for (let student = 1; student <= submissions; student += 1) {
      const place = join(folder, `student-${student}`, 'exercises');
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, `${stem}.ts`), `${text}\n// ${student}\n`);
    }
  }
}
