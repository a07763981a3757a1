/**
 * Programs of a few bytes, written instruction by instruction: Node cannot make every system call, a broken-out
 * program could. Each makes one call and ends with the error that the kernel gives, or 0.
 */
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const loadAddress = 0x400000;
const headBytes = 64 + 56;

/** A static ELF program for x86-64 with one segment that holds everything (System V ABI, chapters 4 and 5). */
function elf(code: readonly number[]): Buffer {
  const head = Buffer.alloc(headBytes);
  const size = BigInt(headBytes + code.length);
  head.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]); // ELF, 64 bits, little-endian
  head.writeUInt16LE(2, 16); // a program
  head.writeUInt16LE(62, 18); // for x86-64
  head.writeUInt32LE(1, 20);
  head.writeBigUInt64LE(BigInt(loadAddress + headBytes), 24); // where it begins
  head.writeBigUInt64LE(64n, 32); // the table of segments
  head.writeUInt16LE(64, 52);
  head.writeUInt16LE(56, 54);
  head.writeUInt16LE(1, 56);
  head.writeUInt32LE(1, 64); // load
  head.writeUInt32LE(5, 68); // to be read and run
  head.writeBigUInt64LE(BigInt(loadAddress), 80);
  head.writeBigUInt64LE(BigInt(loadAddress), 88);
  head.writeBigUInt64LE(size, 96);
  head.writeBigUInt64LE(size, 104);
  head.writeBigUInt64LE(0x1000n, 112);
  return Buffer.concat([head, Buffer.from(code)]);
}

function bytes32(value: number): number[] {
  const buffer = Buffer.alloc(4);
  buffer.writeInt32LE(value | 0);
  return [...buffer];
}

/** Opcodes of `mov r32, imm32` for the registers of the arguments of a call, in their order. */
const moves = [[0xbf], [0xbe], [0xba], [0x41, 0xba], [0x41, 0xb8], [0x41, 0xb9]] as const;

/** Makes one call; the exit code is the error, 0 for none. */
function callAndExit(number: number, args: readonly number[]): number[] {
  return [
    ...args.flatMap((arg, index) => [...(moves[index] ?? []), ...bytes32(arg)]),
    ...[0xb8, ...bytes32(number), 0x0f, 0x05], // mov eax, number; syscall
    ...[0x31, 0xff], // xor edi, edi
    ...[0x48, 0x85, 0xc0, 0x79, 0x05], // test rax, rax; jns to the exit
    ...[0x48, 0xf7, 0xd8, 0x89, 0xc7], // neg rax; mov edi, eax
    ...[0xb8, ...bytes32(231), 0x0f, 0x05], // exit_group
  ];
}

/** Writes a program that makes one call. */
export function writeCaller(folder: string, number: number, args: readonly number[]): string {
  const file = join(folder, `call-${number >>> 0}-${args.join('-')}`);
  writeFileSync(file, elf(callAndExit(number, args)));
  chmodSync(file, 0o755);
  return file;
}
