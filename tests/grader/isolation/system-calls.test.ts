/** The filter of system calls, tried on the kernel itself. */
import { constants } from 'node:os';
import { beforeAll, describe, expect, test } from 'vitest';
import { noSandbox, prepareSandbox, type Sandbox, startProgram } from '../../../grader/isolation/sandbox';
import { notebookFilter, seccompFilter } from '../../../grader/isolation/seccomp';
import { temporaryFolder } from '../support/folders';
import { isIsolated } from '../support/isolation';
import { writeCaller } from './programs';

const folder = temporaryFolder();
let sandbox: Sandbox;
beforeAll(() => {
  sandbox = prepareSandbox(folder) ?? noSandbox();
});

const { EPERM, ENOSYS } = constants.errno;
const killed = 128 + constants.signals.SIGSYS;

/** How a program ends that makes one call in the sandbox. */
function endOf(number: number, args: readonly number[]): Promise<number | null> {
  const child = startProgram(sandbox, {
    command: { outside: writeCaller(folder, number, args), inside: '/app/call' },
    args: [],
    stdio: ['ignore', 'ignore', 'ignore'],
    caps: { memory: 64, cpu: 5, openFiles: 16 },
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
}

// Numbers and constants from the headers of the kernel: asm/unistd_64.h, linux/sched.h, sys/socket.h, linux/prctl.h.
describe.skipIf(!isIsolated || process.arch !== 'x64')('a program in the sandbox', () => {
  test.each([
    ['getpid', 39, []],
    ['getuid', 102, []],
    ['sched_yield', 24, []],
    ['prctl, the name of a thread', 157, [15, 0x400000]],
  ] as const)('may call %s', async (_, number, args) => {
    expect(await endOf(number, args)).toBe(0);
  });

  test.each([
    ['socket of the internet', 41, [2, 1, 0]],
    ['socket of this machine (unix)', 41, [1, 1, 0]],
    ['socket to the host of a virtual machine (vsock)', 41, [40, 1, 0]],
    ['socket of the kernel (netlink)', 41, [16, 3, 0]],
    ['socketpair', 53, [1, 1, 0, 0]],
    ['fork', 57, []],
    ['vfork', 58, []],
    ['clone of a process', 56, [17, 0]],
    ['clone with a user namespace of its own', 56, [0x10000000 | 17, 0]],
    ['kill', 62, [1, 9]],
    ['ptrace', 101, [0, 0, 0]],
    ['process_vm_readv', 310, [1, 0, 0, 0, 0, 0]],
    ['unshare', 272, [0x10000000]],
    ['setns', 308, [0, 0]],
    ['mount', 165, [0, 0, 0, 0, 0]],
    ['pivot_root', 155, [0, 0]],
    ['chroot', 161, [0]],
    ['memfd_create', 319, [0x400000, 0]],
    ['memfd_secret', 447, [0]],
    ['shmget', 29, [0, 4096, 0o1777]],
    ['keyctl', 250, [0, -3, 0]],
    ['add_key', 248, [0, 0, 0, 0, 0]],
    ['bpf', 321, [0, 0, 0]],
    ['perf_event_open', 298, [0, 0, 0, 0, 0]],
    ['userfaultfd', 323, [0]],
    ['seccomp', 317, [0, 0, 0]],
    ['setuid', 105, [0]],
    ['capset', 126, [0, 0]],
    ['setrlimit', 160, [2, 0]],
    ['chmod', 90, [0x400000, 0o777]],
    ['mkdir', 83, [0x400000, 0o777]],
    ['unlink', 87, [0x400000]],
    ['flock', 73, [0, 2]],
    ['sendmsg, which can hand over descriptors', 46, [1, 0, 0]],
    ['pidfd_open', 434, [1, 0]],
    ['pidfd_getfd', 438, [0, 0, 0]],
    ['kcmp', 312, [0, 0, 0, 0, 0]],
    ['ioctl that types into a terminal (TIOCSTI)', 16, [0, 0x5412, 0]],
    ['prctl that makes it dumpable', 157, [4, 1, 0, 0, 0]],
    ['iopl', 172, [3]],
    ['reboot', 169, [0, 0, 0]],
    ['init_module', 175, [0, 0, 0]],
    ['open_by_handle_at', 304, [0, 0, 0]],
    ['name_to_handle_at', 303, [0, 0, 0, 0, 0]],
  ] as const)('may not call %s', async (_, number, args) => {
    expect(await endOf(number, args)).toBe(EPERM);
  });

  test.each([
    ['io_uring_setup', 425, [8, 0]],
    ['clone3', 435, [0, 0]],
  ] as const)('is told that there is no %s', async (_, number, args) => {
    expect(await endOf(number, args)).toBe(ENOSYS);
  });

  test('is ended when it calls in the x32 way, which other filters forget', async () => {
    expect(await endOf(0x40000000 + 41, [2, 1, 0])).toBe(killed);
  });
});

describe('the filter', () => {
  /** Runs the program as the kernel does (seccomp_filter.rst): the five operations that it is made of. */
  function verdictOf(filter: Uint8Array, { machine = 0xc000003e, number = 0, args = [0, 0] }): number {
    const view = new DataView(filter.buffer, filter.byteOffset, filter.byteLength);
    const words = new Map([
      [0, number],
      [4, machine],
      [16, args[0] ?? 0],
      [24, args[1] ?? 0],
    ]);
    let word = 0;
    for (let at = 0; ; at += 1) {
      const [code, operand] = [view.getUint16(at * 8, true), view.getUint32(at * 8 + 4, true)];
      const [yes, no] = [view.getUint8(at * 8 + 2), view.getUint8(at * 8 + 3)];
      if (code === 0x20) word = words.get(operand) ?? 0;
      else if (code === 0x15) at += word === operand ? yes : no;
      else if (code === 0x35) at += word >= operand ? yes : no;
      else if (code === 0x45) at += (word & operand) !== 0 ? yes : no;
      else return operand;
    }
  }
  const [allow, refuse, kill] = [0x7fff0000, 0x00050001, 0x80000000];

  test('for arm64 allows and refuses by the numbers of arm64 (asm-generic/unistd.h); never run on such a machine', () => {
    const filter = seccompFilter('arm64');
    const machine = 0xc00000b7;
    const verdict = (number: number, args: number[] = []) => verdictOf(filter, { machine, number, args });
    expect([63, 64, 222, 98, 93].map((number) => verdict(number))).toEqual(Array(5).fill(allow)); // read … exit
    // socket, ptrace, mount, memfd_create, bpf, kill, unshare
    expect([198, 117, 40, 279, 280, 129, 97].map((number) => verdict(number))).toEqual(Array(7).fill(refuse));
    expect(verdict(220, [0x00010000])).toBe(allow); // clone of a thread
    expect(verdict(220, [17])).toBe(refuse);
    expect(verdictOf(filter, { number: 63 })).toBe(kill); // a call of another machine
  });

  test('ends a program of another machine, whose calls have other numbers', () => {
    expect(verdictOf(seccompFilter('x64'), { machine: 0x40000003, number: 3 })).toBe(kill); // i386
  });

  test.each([
    ['x64', 0xc000003e, [57, 41, 59, 82], [272, 165, 101, 155, 161, 321, 250, 310, 319, 126, 105], 56],
    ['arm64', 0xc00000b7, [198, 221, 38], [97, 40, 117, 41, 51, 280, 219, 270, 279, 91, 146], 220],
  ] as const)(
    'of notebooks on %s allows processes, sockets and files, and nothing that leads out',
    (name, machine, allowed, refused, clone) => {
      const filter = notebookFilter(name);
      const verdict = (number: number, args: number[] = []) => verdictOf(filter, { machine, number, args });
      // fork, socket, execve, rename
      expect(allowed.map((number) => verdict(number))).toEqual(allowed.map(() => allow));
      // unshare, mount, ptrace, pivot_root, chroot, bpf, keyctl, process_vm_readv, memfd_create, capset, setuid
      expect(refused.map((number) => verdict(number))).toEqual(refused.map(() => refuse));
      expect(verdict(clone, [17])).toBe(allow);
      for (const bit of [17, 25, 26, 27, 28, 29, 30]) expect(verdict(clone, [2 ** bit + 17])).toBe(refuse);
    },
  );

  test('gives back the calls of one layer, and no others, when that layer is taken away', () => {
    const filter = seccompFilter('x64', ['network']);
    expect(verdictOf(filter, { number: 41 })).toBe(allow);
    expect(verdictOf(filter, { number: 57 })).toBe(refuse);
  });
});

describe.skipIf(!isIsolated)('the cap on CPU time', () => {
  test('ends a program by the signal that names it', async () => {
    const child = startProgram(sandbox, {
      command: 'node',
      args: ['-e', 'for (;;);'],
      stdio: ['ignore', 'ignore', 'ignore'],
      caps: { memory: 1024, cpu: 1, openFiles: 128 },
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(128 + constants.signals.SIGXCPU);
  });
});
