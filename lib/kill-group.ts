/** Ends a process and every one that it has started: they are one group, which it leads (`detached`). */
export function killGroup(leader: number): void {
  try {
    // Windows knows no groups: there the leader alone is ended.
    process.kill(process.platform === 'win32' ? leader : -leader, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
