/** Looks at running processes, as Linux shows them. */
import { readdirSync, readFileSync } from 'node:fs';

/** Whether processes can be looked at here. */
export const canSeeProcesses = process.platform === 'linux';

/** The workers of a grader. */
export function workersOf(grader: number): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && parentOf(pid) === grader && textOf(pid, 'cmdline').includes('worker.mjs'));
}

/** Whether a process is there and has not ended. */
export function isAlive(pid: number): boolean {
  const stat = textOf(pid, 'stat').replace(/^.*\) /s, '');
  return stat !== '' && !stat.startsWith('Z');
}

/** The memory that a process has in use, in MiB. */
export function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(textOf(pid, 'status'))?.[1] ?? 0) / 1024;
}

/** The processes that have a text among their arguments. */
export function processesWith(text: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && isAlive(pid) && textOf(pid, 'cmdline').includes(text));
}

function parentOf(pid: number): number {
  return Number(
    textOf(pid, 'stat')
      .replace(/^.*\) . /s, '')
      .split(' ')[0],
  );
}

function textOf(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
