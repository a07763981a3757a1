/** The files of tfjs-node, put in place by npm without its install script, which downloads from elsewhere. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Machine } from './machine';
import { NativeProblem } from './problem';

const packageName = '@tensorflow/tfjs-node';

/** Where it is. */
export const packageFolder = (root: string): string => join(root, 'node_modules', packageName);

/** What the project's package.json asks for, as in `4.22.0`. */
export async function wantedVersion(root: string): Promise<string> {
  const { optionalDependencies } = await manifestOf(root);
  return optionalDependencies?.[packageName] as string;
}

/** Whether the package is there in that version, with all packages that it needs. */
export async function isComplete(root: string): Promise<boolean> {
  const folder = packageFolder(root);
  if (!existsSync(join(folder, 'package.json'))) return false;
  const { version, dependencies = {} } = await manifestOf(folder);
  const { resolve } = createRequire(join(folder, 'package.json'));
  const missing = Object.keys(dependencies).filter((name) => !resolves(resolve, `${name}/package.json`));
  return version === (await wantedVersion(root)) && missing.length === 0;
}

function resolves(resolve: NodeJS.RequireResolve, name: string): boolean {
  try {
    return resolve(name) !== '';
  } catch (error) {
    // It is there and keeps its package.json to itself.
    return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}

/**
 * Lets npm put the package in place, from its cache or the registry that it is set up for.
 *
 * @throws {NativeProblem} with what npm said
 */
export async function installPackage({ root, run }: Machine): Promise<void> {
  const wanted = `${packageName}@${await wantedVersion(root)}`;
  const args = ['install', '--no-save', '--ignore-scripts', '--prefer-offline', wanted];
  const { ok, problem, stderr } = await run('npm', args, { cwd: root });
  if (ok && (await isComplete(root))) return;
  const said = stderr.split('\n').filter((line) => /^npm (error|ERR!)/.test(line));
  throw new NativeProblem(
    [
      `npm could not put ${wanted} in place: npm ${problem || 'left it out, or a package that it needs'}`,
      ...said.slice(0, 2),
      'Check the network; behind a company proxy, `npm config get registry` says where npm looks.',
    ],
    stderr,
  );
}

async function manifestOf(folder: string): Promise<{
  version?: string;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
}
