/** Files that this process has open and would hand to the programs that it starts. */
import { readdirSync, readFileSync } from 'node:fs';

/** The flag of a descriptor that is closed when another program starts (asm-generic/fcntl.h). */
const closeOnExec = 0o2000000;

/**
 * Descriptors above the three standard ones that a new program would inherit: whoever started this process may have
 * left them open. Node marks its own.
 */
export function inheritedDescriptors(): number[] {
  return readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor > 2 && isInherited(descriptor));
}

function isInherited(descriptor: number): boolean {
  try {
    const flags = /^flags:\s+(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'utf8'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & closeOnExec) === 0;
  } catch {
    return false; // closed since the list was made
  }
}
