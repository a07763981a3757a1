/** Starts the grader as an instructor would, with canaries where a careless one would leave them. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Layer } from './attack';
import { chownAll, nobody } from './ordinary';
import type { Outside } from './outside';

export interface GraderPlan {
  readonly folder: string;
  /** The folder of the homework. */
  readonly project: string;
  readonly ordinary: boolean;
  readonly without: Layer | undefined;
  readonly outside: Outside;
}

/** How a run of the grader ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A grader that waits: its process is there already, so that attacks can know its number. */
export interface WaitingGrader {
  readonly pid: number;
  /** Grades the class that has been staged meanwhile. */
  grade(stages: readonly string[]): Promise<Ended>;
  /** Ends it, whatever it is doing. */
  stop(): void;
}

/** A function is waited for this many times shorter than in a real grading. */
const haste = 4;

/** A grading that takes longer than this hangs, in ms. */
const longest = 1_800_000;

/** A descriptor beyond those that Node closes by itself: it goes by the first gap. */
const inherited = 33;

/** Starts it; it does nothing until it is told to grade. */
export function startGrader(plan: GraderPlan): WaitingGrader {
  const { folder, project, ordinary, outside, without } = plan;
  const own = ['out', 'tmp', 'home'].map((name) => join(folder, name));
  for (const each of own) mkdirSync(each);
  if (ordinary) own.forEach(chownAll);
  const canary = join(folder, 'descriptor');
  writeFileSync(canary, outside.secrets.descriptor);
  chmodSync(canary, 0o600);
  const user = ['--reuid', `${nobody.uid}`, '--regid', `${nobody.gid}`, '--clear-groups'];
  const become = ordinary ? ['setpriv', ...user] : [];
  const script = `exec ${inherited}< "$0"; read -r arguments; exec "$@" $arguments`;
  const entry = without
    ? ['tests/grader/attacks-support/grade-without.ts', without]
    : ['grader/cli/grade.ts'];
  const command = [process.execPath, 'lib/cli/run.mjs', ...entry, join(folder, 'class')];
  const child = spawn('bash', ['-c', script, canary, ...become, ...command], {
    cwd: project,
    env: environmentOf(plan),
    stdio: 'pipe',
    timeout: longest,
    killSignal: 'SIGKILL',
  });
  return {
    pid: child.pid as number,
    grade: (stages) => grade(child, folder, stages),
    stop: () => child.kill('SIGKILL'),
  };
}

function environmentOf({ folder, outside }: GraderPlan): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    INIT_CWD: folder,
    ATTACK_CANARY: outside.secrets.environment,
    GRADER_HASTE: String(haste),
  };
}

async function grade(child: ChildProcess, folder: string, stages: readonly string[]): Promise<Ended> {
  const flags = stages.flatMap((stage) => ['--stage', stage]);
  const line = [...flags, '--jobs', '2', '--verbose', '--out', join(folder, 'out')].join(' ');
  child.stdin?.end(`${line}\n`);
  const [stdout, stderr, [code]] = await Promise.all([
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
    once(child, 'exit') as Promise<[number | null]>,
  ]);
  return { code, stdout, stderr };
}
