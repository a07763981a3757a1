/** The shared libraries that a program needs inside a sandbox. */
import { execFileSync } from 'node:child_process';
import { findProgram } from './programs';

/**
 * @param program - its path
 * @returns paths of its libraries and of the loader, as `ldd` lists them; none for a static program
 */
export function librariesOf(program: string): string[] {
  const lines = lddOf(program).split('\n');
  return lines.flatMap((line) => /(?:=>\s+|^\s+)(\/\S+)\s+\(0x/.exec(line)?.[1] ?? []);
}

function lddOf(program: string): string {
  try {
    return execFileSync(findProgram('ldd') ?? 'ldd', [program], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch {
    return ''; // "not a dynamic executable"
  }
}
