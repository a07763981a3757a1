/** Runs a program of ours to its end and keeps what it prints. */
import type { ChildProcess } from 'node:child_process';
import { limits } from '../limits';
import { type Program, type Sandbox, startProgram } from './sandbox';

/** When it is ended from here. */
export interface Patience {
  /** After this time, in ms. */
  readonly milliseconds: number;
  /** Once it has printed more than this, in bytes. */
  readonly bytes: number;
}

/** How it ended, and what it printed. */
export interface Ended {
  /** None when a signal ended it. */
  readonly code: number | null;
  readonly output: string;
  /** What it printed as errors, cut at a limit. */
  readonly errors: string;
  /** What was too much, when it was ended from here. */
  readonly stopped: keyof Patience | undefined;
}

/**
 * @throws the error of the system when it cannot be started
 */
export function runProgram(
  sandbox: Sandbox,
  program: Omit<Program, 'stdio'>,
  patience: Patience,
): Promise<Ended> {
  return collectOutput(startProgram(sandbox, { ...program, stdio: ['ignore', 'pipe', 'pipe'] }), patience);
}

/** Waits for the end of a program that was started with pipes for what it prints. */
export function collectOutput(child: ChildProcess, patience: Patience): Promise<Ended> {
  const chunks: Buffer[] = [];
  let [bytes, errors] = [0, ''];
  let stopped: Ended['stopped'];
  const stop = (why: keyof Patience) => {
    stopped ??= why;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => stop('milliseconds'), patience.milliseconds);
  child.stdout?.on('data', (chunk: Buffer) => {
    bytes += chunk.byteLength;
    if (bytes > patience.bytes) stop('bytes');
    else chunks.push(chunk);
  });
  child.stderr?.on('data', (chunk: Buffer) => {
    if (errors.length < limits.output) errors += chunk.toString('utf8');
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output: Buffer.concat(chunks).toString('utf8'), errors, stopped });
    });
  });
}
