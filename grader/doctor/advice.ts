/** From what is known of a machine to what its owner should do. */
import { layers } from '../isolation/layers';
import type { Facts } from './facts';

/** One gap, and how to close it. */
export interface Advice {
  readonly gap: string;
  readonly steps: readonly string[];
}

const container = 'grade in the container of docs/isolation.md';

/** Everything that stands in the way of isolation, what to do first comes first; empty when nothing does. */
export function adviceFor(facts: Facts): Advice[] {
  if (facts.platform !== 'linux') {
    const gap = `isolation is made by bubblewrap, which runs on Linux; this is ${facts.platform}`;
    return [{ gap, steps: [`${container}, or on a Linux machine`] }];
  }
  if (!facts.hasFilter) {
    const gap = `there is no filter of system calls for ${facts.architecture} processors`;
    return [{ gap, steps: ['grade on an x64 or arm64 machine'] }];
  }
  const missing = missingPrograms(facts);
  return missing.length > 0 ? missing : findingsAdvice(facts);
}

function missingPrograms({ bwrap, prlimit }: Facts): Advice[] {
  const install = (name: string) => [
    `Debian, Ubuntu: apt install ${name}`,
    `Fedora: dnf install ${name}`,
    `Arch: pacman -S ${name}`,
  ];
  return [
    ...(bwrap ? [] : [{ gap: 'bubblewrap (bwrap) is not installed', steps: install('bubblewrap') }]),
    ...(prlimit ? [] : [{ gap: 'prlimit is not installed', steps: install('util-linux') }]),
  ];
}

function findingsAdvice(facts: Facts): Advice[] {
  const { findings } = facts;
  if (!findings) return [];
  if (findings.broken !== undefined) {
    return [{ gap: `no program starts in a sandbox: ${findings.broken}`, steps: namespaceSteps(facts) }];
  }
  return Object.entries(findings.open).map(([layer, what]) => ({
    gap: `${layers[layer as keyof typeof layers]}: not so, a program in the sandbox ${what}`,
    steps: ['update bubblewrap (0.4 or newer); if that does not help, please report it with this output'],
  }));
}

/** Who keeps ordinary programs from making namespaces. */
function namespaceSteps({ kernel, inContainer, bwrap }: Facts): string[] {
  const steps: string[] = [];
  if (kernel.maxUserNamespaces === '0') {
    steps.push('user namespaces are switched off: sysctl -w user.max_user_namespaces=15000');
  }
  if (kernel.unprivilegedUserNamespaces === '0') {
    steps.push('only root may make user namespaces: sysctl -w kernel.unprivileged_userns_clone=1');
  }
  if (kernel.appArmorRestricts === '1') {
    steps.push(
      `AppArmor keeps ${bwrap} from making user namespaces (Ubuntu 23.10 and newer): install the profile of docs/isolation.md`,
    );
  }
  if (inContainer) {
    steps.push(
      'this is a container: start it with --security-opt seccomp=unconfined --security-opt apparmor=unconfined, or use the recipe of docs/isolation.md',
    );
  }
  return steps.length > 0 ? steps : [`namespaces may be forbidden here: ${container}, or on another machine`];
}
