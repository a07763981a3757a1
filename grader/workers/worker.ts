/** The grader's end of the channel: a worker process that can die at any moment. */
import { type ChildProcess, fork } from 'node:child_process';
import { bundleCommand } from '../../lib/cli/bundle.mjs';
import { engineFlags, sparingFlags } from '../../lib/cli/engine.mjs';
import { killGroup } from '../../lib/kill-group';
import { root } from '../../lib/root';
import { limits } from '../limits';
import type { Answer, Answered, Job } from './job';

/** What is remembered of a worker's last words, in characters. */
const lastWords = 4_000;

/** Submissions after which a worker makes room for a new one. */
const mostAnswers = 25;

/** Puts the program of the workers together. */
export function bundleWorker(): Promise<string> {
  return bundleCommand('grader/cli/worker.ts', root, []);
}

/** A worker ended, or was ended, before it had answered. */
export class WorkerEnded extends Error {
  override readonly name = 'WorkerEnded';

  constructor(
    message: string,
    /** Whether it may go better another time. */
    readonly again: boolean,
  ) {
    super(message);
  }
}

/** Grades one submission at a time. */
export class Worker {
  private readonly child: ChildProcess;
  private readonly exited: Promise<unknown>;
  private waiting: { resolve: (answer: Answer) => void; reject: (why: WorkerEnded) => void } | undefined;
  private ended: string | undefined;
  private said = '';
  /** How many submissions it has answered for. */
  private answered = 0;
  /** What it had in use after the last of them, in MiB. */
  private memory = 0;

  /**
   * @param file - what `bundleWorker` gave
   * @param scratch - where it and its processes put temporary files
   */
  constructor(file: string, scratch: string) {
    this.child = fork(file, [scratch], {
      // A group of its own: Ctrl-C at the terminal is for the grader, and nothing that it starts survives it.
      detached: true,
      env: { ...process.env, TMPDIR: scratch, TEMP: scratch, TMP: scratch },
      execArgv: [
        '--enable-source-maps',
        ...engineFlags,
        ...sparingFlags,
        `--max-old-space-size=${limits.workerHeap}`,
      ],
      // Whatever is printed there would garble the progress bar.
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (chunk) => {
      this.said = (this.said + chunk).slice(-lastWords);
    });
    this.child.on('message', (message) => {
      const { answer, memory } = message as Answered;
      this.memory = memory;
      this.waiting?.resolve(answer);
    });
    this.child.on('error', ({ message }) => this.fail(`a worker process cannot be started: ${message}`));
    this.exited = new Promise((resolve) => {
      this.child.on('exit', (code, signal) => {
        this.fail(this.endWords(code, signal));
        resolve(undefined);
      });
    });
  }

  /**
   * @throws {WorkerEnded} when there is no answer
   */
  async answer(job: Job): Promise<Answer> {
    const late = `it took longer than ${limits.submission / 60_000} minutes`;
    const timer = setTimeout(() => this.waiting?.reject(new WorkerEnded(late, false)), limits.submission);
    try {
      const answer = await this.send(job);
      this.answered += 1;
      return answer;
    } finally {
      clearTimeout(timer);
      this.waiting = undefined;
    }
  }

  /** Whether it should make room for a new one: each grading leaves something behind. */
  get isWorn(): boolean {
    return this.answered >= mostAnswers || this.memory > limits.workerMemory;
  }

  /** Ends it at once, with all that it has started. */
  async end(): Promise<void> {
    if (this.child.pid === undefined) return;
    killGroup(this.child.pid);
    await this.exited;
  }

  private send(job: Job): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      if (this.ended) this.fail(this.ended);
      else
        this.child.send(job, (error) => error && this.fail(`its worker process is gone: ${error.message}`));
    });
  }

  private fail(why: string): void {
    this.ended ??= why;
    this.waiting?.reject(new WorkerEnded(this.ended, true));
  }

  private endWords(code: number | null, signal: NodeJS.Signals | null): string {
    if (/heap out of memory|Cannot allocate|bad_alloc/.test(this.said)) {
      return 'its worker process ran out of memory';
    }
    const how = signal ? `was ended by ${signal}` : `ended with exit code ${code}`;
    return `its worker process ${how}`;
  }
}
