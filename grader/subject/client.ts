/** The grader's end: a submission's stage as functions that can be called, whatever that stage does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import type { BackendName, StartedBackend } from '../../lib/backend';
import { TodoError } from '../../lib/todo';
import { limits } from '../limits';
import type { Bundle } from './bundle';
import { decode, encode } from './codec';
import { FrameReader, writeFrame } from './frames';
import { sandboxCommand } from './process';
import type { Call, Fault, Ready, Reply, Request } from './protocol';

/** Everything that a worker needs to start the process of one submission; plain data. */
export interface SubjectSpec {
  /** The bundled host. */
  readonly host: string;
  readonly backend: string;
  /** For each stage its bundle. */
  readonly stages: Readonly<Record<string, Bundle>>;
}

export type Failure = 'todo' | 'threw' | 'missing' | 'load' | 'ended' | 'timeout' | 'forged';

/** A call to a submission that gave no value. */
export class SubjectError extends Error {
  override readonly name: string = 'SubjectError';

  constructor(
    readonly failure: Failure,
    message: string,
  ) {
    super(message);
  }
}

/** One running process of one stage. Requests go one at a time. */
export class StageProcess {
  private readonly child: ChildProcess;
  private readonly reader = new FrameReader();
  private waiting:
    | { id: string; resolve: (message: Ready | Reply) => void; reject: (error: Error) => void }
    | undefined;
  private ended: SubjectError | undefined;
  private printedBytes = 0;
  /** What the stage printed, cut at the limit. */
  printed = '';

  private constructor(spec: SubjectSpec, bundle: string) {
    const { command, args } = sandboxCommand([spec.host, bundle, spec.backend]);
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'], env: {} });
    this.child.on('error', (error) => this.end(new SubjectError('ended', error.message)));
    // The pipe of the requests would keep a process that has ended from being closed.
    this.child.on('exit', () => (this.child.stdio[3] as Writable).destroy());
    this.child.on('close', (code, signal) => this.end(endOf(code, signal, this.printed)));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.keep(chunk));
    }
    const [, , , requests, replies] = this.child.stdio;
    (requests as Writable).on('error', () => undefined);
    (replies as Readable).on('error', () => undefined);
    (replies as Readable).on('data', (chunk: Buffer) => this.receive(chunk));
  }

  /**
   * Starts a process and loads the stage in it.
   *
   * @throws {SubjectError} when the code cannot be loaded: it throws at import, ends, or never comes back
   */
  static async start(spec: SubjectSpec, bundle: string): Promise<StageProcess> {
    const { running, ready } = await StageProcess.open(spec, bundle);
    if (!ready.fault) return running;
    running.close();
    throw new SubjectError('load', `the file cannot be loaded: ${wordsOf(ready.fault)}`);
  }

  /** Starts a process and waits for its first message, whatever that says. */
  static async open(spec: SubjectSpec, bundle: string): Promise<{ running: StageProcess; ready: Ready }> {
    const running = new StageProcess(spec, bundle);
    try {
      return { running, ready: (await running.reply('ready', limits.load)) as Ready };
    } catch (error) {
      running.close();
      throw error;
    }
  }

  /**
   * Sends one request and waits for its reply.
   *
   * @param milliseconds - the process is killed when it has not answered by then
   * @throws {SubjectError} for every way of not answering
   */
  async request(call: Call, milliseconds: number): Promise<unknown> {
    if (this.ended) throw this.ended;
    const id = randomUUID();
    const answer = this.reply(id, milliseconds);
    (this.child.stdio[3] as Writable).write(writeFrame(encode({ ...call, id } satisfies Request)));
    const reply = (await answer) as Reply;
    if ('fault' in reply) throw errorOf(reply.fault);
    return reply.value;
  }

  /** Ends the process at once. */
  close(): void {
    this.child.kill('SIGKILL');
  }

  get running(): boolean {
    return this.ended === undefined;
  }

  private reply(id: string, milliseconds: number): Promise<Ready | Reply> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.end(
          new SubjectError(
            'timeout',
            `no answer within ${milliseconds / 1000} s: an endless loop, or a Promise that never settles?`,
          ),
        );
      }, milliseconds);
      const settle =
        <T>(next: (value: T) => void) =>
        (value: T) => {
          clearTimeout(timer);
          this.waiting = undefined;
          next(value);
        };
      this.waiting = { id, resolve: settle(resolve), reject: settle(reject) };
      if (this.ended) this.waiting.reject(this.ended);
    });
  }

  private receive(chunk: Buffer): void {
    try {
      for (const message of this.reader.push(chunk)) {
        const reply = decode(message) as Ready | Reply;
        if (!this.waiting || reply?.id !== this.waiting.id)
          throw new TypeError('an answer that nobody asked for');
        this.waiting.resolve(reply);
      }
    } catch (error) {
      this.end(new SubjectError('forged', `sent a message that cannot be read: ${(error as Error).message}`));
    }
  }

  private keep(chunk: Buffer): void {
    this.printedBytes += chunk.byteLength;
    if (this.printed.length < limits.output) {
      this.printed = (this.printed + chunk.toString('utf8')).slice(0, limits.output);
    }
    if (this.printedBytes > limits.printed) {
      this.end(new SubjectError('ended', `printed more than ${limits.printed / 1024 / 1024} MiB`));
    }
  }

  private end(why: SubjectError): void {
    this.ended ??= why;
    this.close();
    this.waiting?.reject(this.ended);
  }
}

/**
 * Finds out which backend the processes of submissions can use.
 *
 * @param host - the bundled host
 * @param wish - a backend that was asked for
 * @throws {Error} when that one does not work here
 */
export async function probeBackend(host: string, wish: BackendName | undefined): Promise<StartedBackend> {
  const { running, ready } = await StageProcess.open({ host, backend: wish ?? '', stages: {} }, '');
  running.close();
  if (ready.backend) return ready.backend;
  throw new Error(ready.fault?.message ?? 'no backend works');
}

/** The error that a test sees for a fault of the student's code. */
function errorOf(fault: Fault): Error {
  if (fault.kind === 'todo') return new TodoError(fault.exercise ?? '');
  if (fault.kind === 'missing') return new SubjectError('missing', fault.message);
  if (fault.name === 'RangeError') return new RangeError(wordsOf(fault));
  return new SubjectError('threw', wordsOf(fault));
}

function wordsOf(fault: Fault): string {
  return `threw ${fault.name}: ${fault.message}${fault.at ? ` (${fault.at})` : ''}`;
}

function endOf(code: number | null, signal: NodeJS.Signals | null, printed: string): SubjectError {
  const memory =
    /heap out of memory|memory access out of bounds|Cannot allocate|bad_alloc|Array buffer allocation/.test(
      printed,
    );
  if (memory || signal === 'SIGABRT')
    return new SubjectError('ended', `ran out of memory (limit ${limits.memory} MiB)`);
  if (signal) return new SubjectError('ended', `the process was ended by ${signal}`);
  return new SubjectError('ended', `the code ended the process itself, with exit code ${code}`);
}
