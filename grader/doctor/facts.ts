/** What decides whether programs can be isolated on a machine. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Findings, probeSandbox } from '../isolation/probes';
import { findProgram } from '../isolation/programs';
import { machineHere, prepareSandbox } from '../isolation/sandbox';

/** Plain data, so that the advice can be tested for machines that are not at hand. */
export interface Facts {
  readonly platform: NodeJS.Platform;
  /** Whether there is a filter of system calls for the processor. */
  readonly hasFilter: boolean;
  readonly architecture: string;
  readonly bwrap: string | undefined;
  readonly prlimit: string | undefined;
  /** Settings of the kernel, as it shows them; undefined where it has no such setting. */
  readonly kernel: {
    readonly maxUserNamespaces: string | undefined;
    readonly unprivilegedUserNamespaces: string | undefined;
    readonly appArmorRestricts: string | undefined;
  };
  readonly inContainer: boolean;
  readonly isRoot: boolean;
  /** What the probes found; undefined when a part is missing. */
  readonly findings: Findings | undefined;
}

/** Looks at this machine, and runs the probes. */
export async function factsHere(): Promise<Facts> {
  return {
    platform: process.platform,
    hasFilter: machineHere() !== undefined,
    architecture: process.arch,
    bwrap: findProgram('bwrap'),
    prlimit: findProgram('prlimit'),
    kernel: {
      maxUserNamespaces: setting('/proc/sys/user/max_user_namespaces'),
      unprivilegedUserNamespaces: setting('/proc/sys/kernel/unprivileged_userns_clone'),
      appArmorRestricts: setting('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
    },
    inContainer: ['/.dockerenv', '/run/.containerenv'].some((file) => existsSync(file)),
    isRoot: process.getuid?.() === 0,
    findings: await probeHere(),
  };
}

async function probeHere(): Promise<Findings | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'doctor-'));
  try {
    const sandbox = prepareSandbox(folder);
    return sandbox && (await probeSandbox(sandbox, folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function setting(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
