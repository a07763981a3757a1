/** Which isolation a grading has, and why it may have none. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SandboxError } from './fault';
import { type Isolation, type Layer, layers } from './layers';
import { probeSandbox } from './probes';
import { machineHere, noSandbox, prepareSandbox, type Sandbox } from './sandbox';

/**
 * @param folder - for the files of the sandbox
 * @param without - layers to take away, for tests
 * @throws {SandboxError} when isolation is asked for and a part of it is not installed
 */
export function chooseSandbox(folder: string, isolation: Isolation, without: readonly Layer[]): Sandbox {
  if (isolation === 'none') return noSandbox();
  const sandbox = prepareSandbox(folder, without);
  if (!sandbox) throw new SandboxError(missingPart());
  return sandbox;
}

/** Why submissions cannot be isolated on this machine, by trying; undefined when they can. */
export async function isolationProblem(): Promise<string | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'probe-'));
  try {
    const sandbox = prepareSandbox(folder);
    if (!sandbox) return missingPart();
    const { broken, open } = await probeSandbox(sandbox, folder);
    const layer = (Object.keys(layers) as Layer[]).find((each) => open[each]);
    return broken ?? (layer && `a program in the sandbox ${open[layer]}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What has to be installed, or cannot be. */
export function missingPart(): string {
  if (process.platform !== 'linux') return `bubblewrap runs on Linux, and this is ${process.platform}`;
  if (!machineHere()) return `there is no filter of system calls for ${process.arch}`;
  return 'bubblewrap or prlimit is not installed';
}
