/** The command line of bubblewrap: what a program sees, and nothing besides. */
import { readdirSync } from 'node:fs';
import type { Layer } from './layers';

/** A file or folder of this machine, and where a program in the sandbox finds it. */
export interface Shown {
  readonly outside: string;
  readonly inside: string;
}

/** What a sandbox is made of; plain data. */
export interface View {
  readonly shown: readonly Shown[];
  /** Where the program starts; in a folder that is shown. */
  readonly folder?: string | undefined;
  /** Descriptor that bubblewrap reads the filter of system calls from, and closes. */
  readonly filterDescriptor: number;
}

/** Whoever the program is inside: nobody. */
const nobody = '65534';

/**
 * Arguments of `bwrap` before the program: namespaces of its own, no environment, the shown files and folders read-only
 * in an otherwise empty and read-only file system, no `/proc`, `/dev` or `/tmp`.
 *
 * @param without - layers that are taken away, for the tests of the others
 */
export function bubblewrapArguments(view: View, without: readonly Layer[] = []): string[] {
  const has = (layer: Layer) => !without.includes(layer);
  const bind = ({ outside, inside }: Shown) => ['--ro-bind', outside, inside];
  return [
    ...['--unshare-user', '--uid', nobody, '--gid', nobody],
    ...['--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'sandbox'],
    ...(has('processes') ? ['--unshare-pid'] : []),
    ...(has('network') ? ['--unshare-net'] : []),
    ...['--die-with-parent', '--new-session', '--cap-drop', 'ALL'],
    ...(has('environment') ? ['--clearenv'] : []),
    ...(has('files') ? [] : wholeMachine()),
    ...view.shown.flatMap(bind),
    ...(has('writes') ? ['--remount-ro', '/'] : ['--tmpfs', '/tmp']),
    ...['--chdir', view.folder ?? '/'],
    ...['--seccomp', String(view.filterDescriptor)],
    '--',
  ];
}

/** Everything at the top of this machine, where it does not stand in the way of what is shown. */
function wholeMachine(): string[] {
  const folders = readdirSync('/', { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.flatMap(({ name }) => ['--ro-bind-try', `/${name}`, `/${name}`]);
}
