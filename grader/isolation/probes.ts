/** Proves a sandbox: whatever must not work there is tried from inside. */
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { root } from '../../lib/root';
import { limits } from '../limits';
import { type Layer, layers } from './layers';
import { type Ended, type Patience, runProgram } from './run';
import type { Sandbox } from './sandbox';

/** What the probes found of one sandbox. */
export interface Findings {
  /** Why nothing runs in it at all; the words of bubblewrap or of Node. */
  readonly broken?: string | undefined;
  /** The layers that do not hold, with what succeeded. */
  readonly open: Partial<Record<Layer, string>>;
}

/** They are done in a fraction of a second, and print one line. */
const patience: Patience = { milliseconds: 30_000, bytes: limits.printed };

/** More than the cap, in MiB. */
const tooMuch = limits.memory + 256;

/**
 * Runs the probes.
 *
 * @param folder - for a file that must not be seen
 */
export async function probeSandbox(sandbox: Sandbox, folder: string): Promise<Findings> {
  const secret = join(folder, `secret-${randomUUID()}`);
  await writeFile(secret, 'seen');
  const server = await listening();
  const { port } = server.address() as { port: number };
  try {
    const ways = await run(sandbox, [secret, String(port), '0']);
    const found = readFound(ways.output);
    if (!found) return { broken: firstLine(ways.errors) ?? 'Node does not start in it', open: {} };
    // Whoever asks for too much is ended, so it is asked for alone.
    const memory = readFound((await run(sandbox, [secret, String(port), String(tooMuch)])).output)?.memory;
    return { open: memory === undefined ? found : { ...found, memory } };
  } finally {
    server.close();
  }
}

function listening(): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

async function run(sandbox: Sandbox, args: readonly string[]): Promise<Pick<Ended, 'output' | 'errors'>> {
  const inside = { outside: join(root, 'grader/isolation/inside.mjs'), inside: '/app/inside.mjs' };
  const program = { command: 'node', args: [inside, ...args], caps: limits } as const;
  return runProgram(sandbox, program, patience).catch(({ message }: Error) => ({
    output: '',
    errors: message,
  }));
}

function readFound(text: string): Partial<Record<Layer, string>> | undefined {
  try {
    const found = JSON.parse(text) as Record<string, string>;
    const known = Object.keys(layers).filter((layer) => found[layer] !== undefined);
    return Object.fromEntries(known.map((layer) => [layer, found[layer]]));
  } catch {
    return undefined;
  }
}

function firstLine(text: string): string | undefined {
  return text.trim().split('\n')[0] || undefined;
}
