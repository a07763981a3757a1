/** An ordinary user, for runs that are started by root: nobody, with a copy of the project of their own. */
import { execFileSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../lib/root';

export const nobody = { uid: 65534, gid: 65534 } as const;

/** Whether this process may become another user. */
export const isRoot = process.getuid?.() === 0;

/** What the grader needs of the project. */
const needed = ['lib', 'grader', 'tests', 'solutions', 'notebooks', 'package.json', 'tsconfig.json'];

/** Copies the project to a folder that the ordinary user may read and write, and returns it. */
export function copyProject(folder: string): string {
  mkdirSync(folder);
  for (const name of needed) cpSync(join(root, name), join(folder, name), { recursive: true });
  copyPackages(folder);
  chownAll(folder);
  chmodSync(folder, 0o755);
  return folder;
}

/** The packages as a link, where the ordinary user can follow it: homes are often closed to others. */
function copyPackages(folder: string): void {
  const packages = join(root, 'node_modules');
  if (isReadable(packages)) symlinkSync(packages, join(folder, 'node_modules'));
  else cpSync(packages, join(folder, 'node_modules'), { recursive: true, verbatimSymlinks: true });
}

function isReadable(path: string): boolean {
  try {
    const user = ['--reuid', `${nobody.uid}`, '--regid', `${nobody.gid}`, '--clear-groups'];
    execFileSync('setpriv', [...user, 'ls', path], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Gives everything in a folder to the ordinary user; links are not followed. */
export function chownAll(folder: string): void {
  execFileSync('chown', ['-hR', `${nobody.uid}:${nobody.gid}`, folder]);
}
