/** The grader's end: a submission's stage as functions that can be called, whatever that stage does. */
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Readable, Writable } from 'node:stream';
import type { BackendName, StartedBackend } from '../../lib/backend';
import { TodoError } from '../../lib/todo';
import { SandboxError } from '../isolation/fault';
import { startProgram } from '../isolation/sandbox';
import { limits, mebibyte } from '../limits';
import type { Bundle } from './bundle';
import { decode, encode } from './codec';
import { readFault } from './fault';
import { FrameReader, writeFrame } from './frames';
import {
  type Answer,
  type Call,
  channel,
  type Fault,
  type Reply,
  type Request,
  type Started,
} from './protocol';
import { nodeFlags, type Runtime } from './runtime';

/** Everything that a worker needs to start the process of one submission; plain data. */
export interface SubjectSpec {
  readonly runtime: Runtime;
  readonly backend: string;
  /** For each stage its bundle. */
  readonly stages: Readonly<Record<string, Bundle>>;
  /** Whether one process serves all stages; otherwise each has one that has seen no other. */
  readonly shared: boolean;
}

/** `killed` is an end that code can bring on itself, and that a machine without memory brings on anybody. */
export type Failure = 'todo' | 'threw' | 'missing' | 'load' | 'ended' | 'killed' | 'timeout' | 'forged';

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

/** One running process of a submission. Requests go one at a time. */
export class SubjectProcess {
  private readonly child: ChildProcess;
  private readonly reader = new FrameReader();
  private waiting:
    | { id: string; resolve: (message: Answer) => void; reject: (error: Error) => void }
    | undefined;
  private ended: SubjectError | undefined;
  /** The stage that was asked last, and how much was printed since. */
  private stage = '';
  private printedBytes = 0;
  private lastWords = '';
  /** What each stage has printed, cut at the limit; before the first one is asked, under no name. */
  readonly printed = new Map<string, string>();

  private constructor({ runtime, backend, stages }: Omit<SubjectSpec, 'shared'>) {
    const bundles = Object.values(stages).flatMap(({ stem, file }) =>
      file === undefined ? [] : [stem, { outside: file, inside: `/app/${stem}.mjs` }],
    );
    this.child = startProgram(runtime.sandbox, {
      command: 'node',
      args: [
        ...nodeFlags,
        { outside: runtime.host, inside: '/app/host.mjs' },
        { outside: runtime.tensorFlow, inside: '/app/tensorflow' },
        backend,
        ...bundles,
      ],
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      caps: limits,
    });
    this.child.on('error', (error) => this.end(new SubjectError('ended', error.message)));
    // The pipe of the requests would keep a process that has ended from being closed.
    this.child.on('exit', () => (this.child.stdio[channel.requests] as Writable).destroy());
    this.child.on('close', (code, signal) => this.end(endOf(code, signal, this.lastWords)));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => this.keep(chunk));
    }
    const [, , , requests, replies] = this.child.stdio;
    (requests as Writable).on('error', () => undefined);
    (replies as Readable).on('error', () => undefined);
    (replies as Readable).on('data', (chunk: Buffer) => this.receive(chunk));
  }

  /**
   * Starts a process and waits for its first message, which comes before any code of the submission runs.
   *
   * @param spec - without stages, to see whether a process can be started at all
   * @throws {SandboxError} when that does not come, which is no fault of the code
   */
  static async open(
    spec: Omit<SubjectSpec, 'shared'>,
  ): Promise<{ running: SubjectProcess; started: Started }> {
    const running = new SubjectProcess(spec);
    try {
      return { running, started: (await running.reply('started', limits.load)) as Started };
    } catch (error) {
      running.close();
      throw new SandboxError(running.printed.get('') || (error as Error).message);
    }
  }

  /**
   * Starts a process with a backend that works.
   *
   * @throws {SandboxError} when there is none, which is no fault of the code
   */
  static async start(spec: SubjectSpec): Promise<SubjectProcess> {
    const { running, started } = await SubjectProcess.open(spec);
    if (started.backend) return running;
    running.close();
    throw new SandboxError(started.fault?.message ?? 'no backend works');
  }

  /**
   * Loads the code of a stage.
   *
   * @throws {SubjectError} when that cannot be: it throws at import, ends, or never comes back
   */
  async load(stage: string): Promise<void> {
    const reply = await this.exchange(stage, { op: 'load' }, limits.load);
    if ('fault' in reply) {
      throw new SubjectError('load', `the file cannot be loaded: ${wordsOf(readFault(reply.fault))}`);
    }
  }

  /**
   * Sends one request to a stage that is loaded, and waits for its reply.
   *
   * @param milliseconds - the process is killed when it has not answered by then
   * @throws {SubjectError} for every way of not answering
   */
  async request(stage: string, call: Call, milliseconds: number): Promise<unknown> {
    const reply = await this.exchange(stage, call, milliseconds);
    if ('fault' in reply) throw errorOf(readFault(reply.fault));
    return reply.value;
  }

  /** Ends the process at once. */
  close(): void {
    this.child.kill('SIGKILL');
  }

  get running(): boolean {
    return this.ended === undefined;
  }

  private async exchange(stage: string, call: Call, milliseconds: number): Promise<Reply> {
    if (this.ended) throw this.ended;
    if (stage !== this.stage) [this.stage, this.printedBytes] = [stage, 0];
    const id = randomUUID();
    const answer = this.reply(id, milliseconds);
    (this.child.stdio[channel.requests] as Writable).write(
      writeFrame(encode({ ...call, id, stage } satisfies Request)),
    );
    return (await answer) as Reply;
  }

  private reply(id: string, milliseconds: number): Promise<Answer> {
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
        const reply = decode(message) as Answer;
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
    this.lastWords = (this.lastWords + chunk.toString('utf8')).slice(-limits.output);
    const printed = this.printed.get(this.stage) ?? '';
    if (printed.length < limits.output) {
      this.printed.set(this.stage, (printed + chunk.toString('utf8')).slice(0, limits.output));
    }
    if (this.printedBytes > limits.printed) {
      this.end(new SubjectError('ended', `printed more than ${limits.printed / mebibyte} MiB`));
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
 * @param wish - a backend that was asked for
 * @throws {Error} when that one does not work here
 */
export async function probeBackend(runtime: Runtime, wish: BackendName | undefined): Promise<StartedBackend> {
  const { running, started } = await SubjectProcess.open({ runtime, backend: wish ?? '', stages: {} });
  running.close();
  if (started.backend) return started.backend;
  throw new Error(started.fault?.message ?? 'no backend works');
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

/** bubblewrap gives a program that was ended by a signal this exit code plus the number of the signal. */
const signalCodes = 128;
const signals: Readonly<Record<number, NodeJS.Signals>> = {
  4: 'SIGILL',
  5: 'SIGTRAP',
  6: 'SIGABRT',
  7: 'SIGBUS',
  8: 'SIGFPE',
  9: 'SIGKILL',
  11: 'SIGSEGV',
  24: 'SIGXCPU',
  25: 'SIGXFSZ',
  31: 'SIGSYS',
};

/** What programs say when there is no memory left: V8, WebAssembly, C++. */
const outOfMemory =
  /heap out of memory|memory access out of bounds|Cannot allocate|bad_alloc|Array buffer allocation|OOM error|out of memory/;

function endOf(code: number | null, told: NodeJS.Signals | null, lastWords: string): SubjectError {
  const signal = told ?? signals[(code ?? 0) - signalCodes];
  const memory = `ran out of memory (limit ${limits.memory} MiB)`;
  if (outOfMemory.test(lastWords)) return new SubjectError('ended', memory);
  // Without a word V8 and WebAssembly end so, too, where the next byte is refused.
  if (signal === 'SIGTRAP' || signal === 'SIGSEGV')
    return new SubjectError('ended', `crashed (${signal}), as code does that ${memory}`);
  if (signal === 'SIGXCPU') return new SubjectError('timeout', `used more than ${limits.cpu} s of CPU time`);
  if (signal) {
    const failure = signal === 'SIGKILL' ? 'killed' : 'ended';
    return new SubjectError(failure, `the process was ended by ${signal}`);
  }
  return new SubjectError('ended', `the code ended the process itself, with exit code ${code}`);
}
