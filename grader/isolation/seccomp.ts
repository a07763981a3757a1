/**
 * The filter of system calls, as a program for the kernel's classic BPF (Documentation/userspace-api/seccomp_filter.rst).
 * Everything that is not listed is refused with EPERM.
 */
import type { Layer } from './layers';
import {
  allowedNumbers,
  auditArchitecture,
  ioctlCommands,
  layerNumbers,
  type Machine,
  namespaceFlags,
  notebookNumbers,
  numberOf,
  prctlOptions,
  threadFlag,
} from './syscalls';

/** One instruction: operation, jump when true, jump when false, operand (`struct sock_filter`). */
type Instruction = readonly [code: number, whenTrue: number, whenFalse: number, operand: number];

/** Operations (linux/bpf_common.h): load a word of the call, compare, test bits, give a verdict. */
const operation = { load: 0x20, equal: 0x15, atLeast: 0x35, anyBit: 0x45, verdict: 0x06 } as const;

/** Verdicts (linux/seccomp.h) with the error that the caller sees. */
const verdicts = {
  allow: 0x7fff0000,
  refuse: 0x00050000 + 1, // EPERM
  unknown: 0x00050000 + 38, // ENOSYS: the caller falls back on an older call
  kill: 0x80000000,
} as const;

/** Where the words lie in `struct seccomp_data`; of an argument the lower half, which holds every flag. */
const word = { number: 0, machine: 4, argument: (index: number) => 16 + 8 * index } as const;

/** Numbers from here on belong to the x32 way of calling, which nothing here uses. */
const firstX32 = 0x40000000;

const load = (offset: number): Instruction => [operation.load, 0, 0, offset];
const give = (verdict: number): Instruction => [operation.verdict, 0, 0, verdict];
/** Runs the instructions that follow only when the loaded word is this one. */
const when = (value: number, then: readonly Instruction[]): Instruction[] => [
  [operation.equal, 0, then.length, value],
  ...then,
];

/**
 * The filter of one machine.
 *
 * @param machine - as `process.arch` names it
 * @param without - layers that are taken away, for the tests of the others
 * @returns the program, 8 bytes for each instruction, as `bwrap --seccomp` reads it
 */
export function seccompFilter(machine: Machine, without: readonly Layer[] = []): Uint8Array {
  const allowed = [...allowedNumbers(machine), ...without.flatMap((layer) => layerNumbers(layer, machine))];
  const thread: Instruction[] = without.includes('processes')
    ? [give(verdicts.allow)]
    : [
        load(word.argument(0)),
        [operation.anyBit, 0, 1, threadFlag],
        give(verdicts.allow),
        give(verdicts.refuse),
      ];
  return filterOf(machine, allowed, thread);
}

/** The filter for notebooks: processes, files and sockets of their own, and no namespaces. */
export function notebookFilter(machine: Machine): Uint8Array {
  return filterOf(machine, notebookNumbers(machine), [
    load(word.argument(0)),
    [operation.anyBit, 0, 1, namespaceFlags],
    give(verdicts.refuse),
    give(verdicts.allow),
  ]);
}

/**
 * @param allowed - numbers of calls, whatever their arguments are
 * @param clone - what is done about `clone`
 */
function filterOf(machine: Machine, allowed: readonly number[], clone: readonly Instruction[]): Uint8Array {
  return bytesOf([
    load(word.machine),
    [operation.equal, 1, 0, auditArchitecture[machine]],
    give(verdicts.kill),
    load(word.number),
    [operation.atLeast, 0, 1, firstX32],
    give(verdicts.kill),
    ...allowed.flatMap((number) => when(number, [give(verdicts.allow)])),
    ...when(numberOf('clone', machine), clone),
    ...when(numberOf('ioctl', machine), oneOf(1, ioctlCommands)),
    ...when(numberOf('prctl', machine), oneOf(0, prctlOptions)),
    // Their flags lie in memory, where a filter cannot look.
    ...when(numberOf('clone3', machine), [give(verdicts.unknown)]),
    ...when(numberOf('ioUringSetup', machine), [give(verdicts.unknown)]),
    give(verdicts.refuse),
  ]);
}

/** Allows the call when an argument is one of these. */
function oneOf(argument: number, values: readonly number[]): Instruction[] {
  const matches = values.flatMap((value) => when(value, [give(verdicts.allow)]));
  return [load(word.argument(argument)), ...matches, give(verdicts.refuse)];
}

function bytesOf(program: readonly Instruction[]): Uint8Array {
  const bytes = Buffer.alloc(program.length * 8);
  program.forEach(([code, whenTrue, whenFalse, operand], index) => {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(whenTrue, index * 8 + 2);
    bytes.writeUInt8(whenFalse, index * 8 + 3);
    bytes.writeUInt32LE(operand, index * 8 + 4);
  });
  return bytes;
}
