/** The system calls that Node and esbuild need; everything else is refused inside a sandbox. */

/** Machines that there is a table for, as `process.arch` names them. */
export type Machine = 'x64' | 'arm64';

/** What the kernel calls the machine in a filter (`AUDIT_ARCH_…` of linux/audit.h). */
export const auditArchitecture: Readonly<Record<Machine, number>> = { x64: 0xc000003e, arm64: 0xc00000b7 };

/** Name, number on x64, number on arm64 (asm/unistd_64.h, asm-generic/unistd.h); older calls are missing on arm64. */
type Row = readonly [name: string, x64: number, arm64?: number];

/** Calls that are allowed whatever their arguments are. None of them makes a process, a socket or anonymous memory. */
const allowedRows: readonly Row[] = [
  // Files and pipes that are open already, and reading what the sandbox shows.
  ['read', 0, 63],
  ['write', 1, 64],
  ['close', 3, 57],
  ['lseek', 8, 62],
  ['pread64', 17, 67],
  ['readv', 19, 65],
  ['writev', 20, 66],
  ['dup', 32, 23],
  ['dup3', 292, 24],
  ['fcntl', 72, 25],
  ['open', 2],
  ['openat', 257, 56],
  ['stat', 4],
  ['lstat', 6],
  ['fstat', 5, 80],
  ['newfstatat', 262, 79],
  ['statx', 332, 291],
  ['access', 21],
  ['faccessat', 269, 48],
  ['faccessat2', 439, 439],
  ['readlink', 89],
  ['readlinkat', 267, 78],
  ['getdents64', 217, 61],
  ['getcwd', 79, 17],
  ['pipe2', 293, 59],
  ['eventfd2', 290, 19],
  // Node's pipes to the grader are sockets that exist before.
  ['getsockopt', 55, 209],
  ['getsockname', 51, 204],
  ['getpeername', 52, 205],
  ['shutdown', 48, 210],
  // Waiting.
  ['poll', 7],
  ['ppoll', 271, 73],
  ['select', 23],
  ['pselect6', 270, 72],
  ['epoll_create1', 291, 20],
  ['epoll_ctl', 233, 21],
  ['epoll_wait', 232],
  ['epoll_pwait', 281, 22],
  ['nanosleep', 35, 101],
  ['clock_nanosleep', 230, 115],
  ['timerfd_create', 283, 85],
  ['timerfd_settime', 286, 86],
  ['restart_syscall', 219, 128],
  // Memory, which RLIMIT_DATA caps.
  ['mmap', 9, 222],
  ['mprotect', 10, 226],
  ['munmap', 11, 215],
  ['mremap', 25, 216],
  ['brk', 12, 214],
  ['madvise', 28, 233],
  ['mincore', 27, 232],
  // Threads and their signals.
  ['futex', 202, 98],
  ['set_tid_address', 218, 96],
  ['set_robust_list', 273, 99],
  ['rseq', 334, 293],
  ['membarrier', 324, 283],
  ['arch_prctl', 158],
  ['sched_yield', 24, 124],
  ['sched_getaffinity', 204, 123],
  ['sched_getparam', 143, 121],
  ['sched_getscheduler', 145, 120],
  ['sched_get_priority_max', 146, 125],
  ['sched_get_priority_min', 147, 126],
  ['rt_sigaction', 13, 134],
  ['rt_sigprocmask', 14, 135],
  ['rt_sigreturn', 15, 139],
  ['rt_sigtimedwait', 128, 137],
  ['sigaltstack', 131, 132],
  ['tgkill', 234, 131],
  ['setitimer', 38, 103],
  ['timer_create', 222, 107],
  ['timer_settime', 223, 110],
  ['timer_delete', 226, 111],
  ['exit', 60, 93],
  ['exit_group', 231, 94],
  // bubblewrap waits for the one process that it started, in the same filter.
  ['wait4', 61, 260],
  // What a process may know of itself.
  ['getpid', 39, 172],
  ['gettid', 186, 178],
  ['getppid', 110, 173],
  ['getuid', 102, 174],
  ['geteuid', 107, 175],
  ['getgid', 104, 176],
  ['getegid', 108, 177],
  ['uname', 63, 160],
  ['sysinfo', 99, 179],
  ['getrusage', 98, 165],
  ['getrlimit', 97, 163],
  ['prlimit64', 302, 261],
  ['times', 100, 153],
  ['time', 201],
  ['gettimeofday', 96, 169],
  ['clock_gettime', 228, 113],
  ['clock_getres', 229, 114],
  ['getrandom', 318, 278],
  // bubblewrap starts Node with it. Without a new process there is nothing to win by it: all limits stay.
  ['execve', 59, 221],
];

/** `clone` makes threads, and no processes: this bit of its flags (linux/sched.h) has to be set. */
export const threadFlag = 0x00010000;

/** The commands of `ioctl` (asm-generic/ioctls.h) that are allowed: size and modes of a terminal, close on exec, no blocking. */
export const ioctlCommands = [0x5401, 0x5413, 0x541b, 0x5421, 0x5450, 0x5451] as const;

/** The options of `prctl` (linux/prctl.h) that are allowed: the name of a thread, the name of memory. */
export const prctlOptions = [15, 16, 0x53564d41] as const;

const special = {
  clone: { x64: 56, arm64: 220 },
  clone3: { x64: 435, arm64: 435 },
  ioctl: { x64: 16, arm64: 29 },
  prctl: { x64: 157, arm64: 167 },
  ioUringSetup: { x64: 425, arm64: 425 },
} as const;

/** The number of a call that is looked at more closely. */
export function numberOf(name: keyof typeof special, machine: Machine): number {
  return special[name][machine];
}

/** Numbers of the calls that are allowed without a look at their arguments. */
export function allowedNumbers(machine: Machine): number[] {
  return allowedRows.flatMap(([, x64, arm64]) => (machine === 'x64' ? [x64] : (arm64 ?? [])));
}

/** Calls of one layer, for the tests that remove it (see layers.ts). */
export const layerRows = {
  network: [
    ['socket', 41, 198],
    ['connect', 42, 203],
    ['bind', 49, 200],
    ['listen', 50, 201],
    ['accept4', 288, 242],
    ['setsockopt', 54, 208],
    ['sendto', 44, 206],
    ['recvfrom', 45, 207],
    ['sendmsg', 46, 211],
    ['recvmsg', 47, 212],
    ['sendmmsg', 307, 269],
    ['recvmmsg', 299, 243],
  ],
  processes: [
    ['fork', 57],
    ['dup2', 33],
    ['vfork', 58],
    ['kill', 62, 129],
    ['socketpair', 53, 199],
    ['sendmsg', 46, 211],
    ['recvmsg', 47, 212],
    ['setsockopt', 54, 208],
    ['chdir', 80, 49],
    ['umask', 95, 166],
    ['close_range', 436, 436],
    ['setsid', 112, 157],
  ],
  writes: [
    ['ftruncate', 77, 46],
    ['mkdir', 83],
    ['mkdirat', 258, 34],
    ['unlink', 87],
    ['unlinkat', 263, 35],
    ['fsync', 74, 82],
  ],
} as const satisfies Record<string, readonly Row[]>;

/** What Python and Jupyter need besides those of the layers: they write their own small files. */
const notebookRows: readonly Row[] = [
  ['chmod', 90],
  ['fchmod', 91, 52],
  ['fchmodat', 268, 53],
  ['creat', 85],
  ['rename', 82],
  ['renameat', 264, 38],
  ['renameat2', 316, 276],
  ['copy_file_range', 326, 285],
  ['fadvise64', 221, 223],
  ['fchdir', 81, 50],
  ['rmdir', 84],
  ['symlink', 88],
  ['symlinkat', 266, 36],
  ['statfs', 137, 43],
  ['fstatfs', 138, 44],
  ['flock', 73, 32],
  ['utimensat', 280, 88],
  ['getpgid', 121, 155],
  ['getpgrp', 111],
  ['getgroups', 115, 158],
  ['getsid', 124, 156],
  ['waitid', 247, 95],
  // ZeroMQ sets what is set already, and gives up when it may not.
  ['sched_setscheduler', 144, 119],
  ['sched_setparam', 142, 118],
];

/** The bits of `clone` that make namespaces (linux/sched.h): in one of its own a program would be its master. */
export const namespaceFlags = 0x7e020000;

/** Numbers of the calls that notebooks may make: theirs is a sandbox with processes, files and an empty network. */
export function notebookNumbers(machine: Machine): number[] {
  const own = notebookRows.flatMap(([, x64, arm64]) => (machine === 'x64' ? [x64] : (arm64 ?? [])));
  const layers = (['network', 'processes', 'writes'] as const).flatMap((layer) =>
    layerNumbers(layer, machine),
  );
  return [...allowedNumbers(machine), ...layers, ...own];
}

/** Numbers of the calls that come back when a layer is taken away. */
export function layerNumbers(layer: string, machine: Machine): number[] {
  const rows: readonly Row[] = layerRows[layer as keyof typeof layerRows] ?? [];
  return rows.flatMap(([, x64, arm64]) => (machine === 'x64' ? [x64] : (arm64 ?? [])));
}
