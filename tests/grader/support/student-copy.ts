/** A student's folder as `npm run release` makes it, and commands that really run in it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { release } from '../../../grader/release';
import { stages } from '../../../lib/course';
import { root } from '../../../lib/root';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class StudentCopy {
  private constructor(readonly folder: string) {}

  /** Released for real; the packages are those of the repository instead of an `npm ci`. */
  static async make(): Promise<StudentCopy> {
    const folder = await mkdtemp(join(tmpdir(), 'student copy '));
    await release(folder);
    await mkdir(join(folder, 'node_modules'));
    const packages = (await readdir(join(root, 'node_modules'))).filter((name) => !name.startsWith('.'));
    for (const name of packages) {
      await symlink(join(root, 'node_modules', name), join(folder, 'node_modules', name), 'junction');
    }
    return new StudentCopy(folder);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  read(path: string): Promise<string> {
    return readFile(join(this.folder, path), 'utf8');
  }

  write(stem: string, text: string): Promise<void> {
    return writeFile(join(this.folder, 'exercises', `${stem}.ts`), text);
  }

  /** Sets every stage back to its stub, except for those that get the reference. */
  async begin(solved: readonly string[] = []): Promise<void> {
    for (const { stem } of stages) {
      const stub = await this.read(`lib/stubs/${stem}.ts`);
      await this.write(stem, solved.includes(stem.slice(0, 2)) ? await solution(stem) : stub);
    }
  }

  start(command: string, ...args: string[]): ChildProcess {
    const { CI: _, FORCE_COLOR: __, VITEST: ___, ...env } = process.env;
    return spawn(
      process.execPath,
      ['--enable-source-maps', 'lib/cli/run.mjs', `lib/cli/${command}.ts`, ...args],
      { cwd: this.folder, env: { ...env, NO_COLOR: '1' } },
    );
  }

  /** Runs a command to its end; `input` is what the student types. */
  async run(command: string, args: readonly string[] = [], input = ''): Promise<Ended> {
    const child = this.start(command, ...args);
    const stdout = collect(child.stdout);
    const stderr = collect(child.stderr);
    child.stdin?.end(input);
    const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
    return { code, stdout: stdout(), stderr: stderr() };
  }
}

/** The reference for a stage, with one piece of its text replaced: a mistake. */
export async function solution(stem: string, right = '', wrong = ''): Promise<string> {
  const text = await readFile(join(root, 'solutions', `${stem}.ts`), 'utf8');
  if (!text.includes(right)) throw new Error(`solutions/${stem}.ts does not contain "${right}"`);
  return text.replace(right, wrong);
}

/** What a stream has said so far. */
export function collect(stream: NodeJS.ReadableStream | null): () => string {
  let text = '';
  stream?.on('data', (chunk) => {
    text += chunk;
  });
  return () => text;
}
