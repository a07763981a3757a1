/** A submission as something that can be called: starts its process when it is needed, and again. */

import { stageOf } from '../../lib/course';
import type { Examined } from '../../lib/health/health';
import type { MilestoneTraining } from '../../lib/milestones/train';
import { TodoError } from '../../lib/todo';
import { limits } from '../limits';
import { SubjectError, SubjectProcess, type SubjectSpec } from './client';
import { readDifferentiated, readWatched } from './findings';
import type { Call, TrainingRequest } from './protocol';

/** Times of {@link limits}, in ms. */
export type Times = Readonly<
  Record<'call' | 'retry' | 'callAfterTimeout' | 'examination' | 'training', number>
>;

/** A process, and the stages whose code it has loaded. */
interface Running {
  readonly process: SubjectProcess;
  readonly loaded: Set<string>;
}

export class Subject {
  /** Why a process could not be started, when that was no fault of the submission. */
  fault: Error | undefined;
  private running: Running | undefined;
  private readonly outOfTime = new Map<string, SubjectError>();
  private readonly unloadable = new Map<string, SubjectError>();
  /** For each function how often in a row its process came to an end. */
  private readonly ends = new Map<string, { readonly count: number; readonly error: SubjectError }>();
  private readonly outputs = new Map<string, string>();

  constructor(
    private readonly spec: SubjectSpec,
    private readonly times: Times = limits,
  ) {}

  /**
   * Calls a function of the submission.
   *
   * A call that does not answer in time is tried once more, in a new process and with more time, so that a
   * busy machine fails nobody. After that, or after several calls in a row that end the process, the function is
   * not called again: its later calls fail at once.
   *
   * @throws {SubjectError} when there is no value; {@link TodoError} when it is still to be written
   */
  async call(stage: string, name: string, args: unknown[]): Promise<unknown> {
    this.throwGivenUp(name);
    const first = this.usesSlowCode(stage) ? this.times.callAfterTimeout : this.times.call;
    try {
      return await this.request(stage, { op: 'call', name, args }, first);
    } catch (error) {
      if (!isTimeout(error)) throw error;
      if (first === this.times.call) return await this.callAgain(stage, name, args);
      this.outOfTime.set(name, error);
      throw error;
    }
  }

  /**
   * A function of the submission for an examination: every question is one to its process. Out of time here says
   * little: the function keeps being called.
   *
   * @returns its methods throw {@link SubjectError} when there is no value, {@link TodoError} when it is still to be
   *   written
   */
  examined(stage: string, name: string): Examined {
    const ask = (call: Call): Promise<unknown> => {
      this.throwGivenUp(name);
      return this.request(stage, call, this.times.examination);
    };
    return {
      call: async (args) => ask({ op: 'call', name, args: Object.values(args) }),
      watch: async (args) => readWatched(await ask({ op: 'watch', name, args })),
      gradient: async (args, weights, paths) =>
        readDifferentiated(await ask({ op: 'gradient', name, args, weights, paths }), args, paths),
      tensors: async () => Number(await ask({ op: 'tensors' })),
    };
  }

  /** Trains the submission's transformer; gives back what the process says: parameters and history. */
  async train(stage: string, training: TrainingRequest): Promise<unknown> {
    return this.request(stage, { op: 'train', ...training }, this.times.training);
  }

  /** Trains for a milestone of the language-model track; gives back what the process says. */
  async trainMilestone(stage: string, training: MilestoneTraining): Promise<unknown> {
    return this.request(stage, { op: 'milestone', training }, this.times.training);
  }

  /** The influence of tokens while a gradient is recorded, as the process says: two matrices. */
  async influence(stage: string, seed: number): Promise<unknown> {
    return this.request(stage, { op: 'influence', seed }, this.times.call);
  }

  /** What a stage printed so far, cut at the limit. */
  output(stage: string): string {
    const printed = (this.outputs.get(stage) ?? '') + (this.running?.process.printed.get(stage) ?? '');
    return printed.slice(0, limits.output);
  }

  /** Ends its process. */
  close(): void {
    for (const stage of this.running?.process.printed.keys() ?? [])
      this.outputs.set(stage, this.output(stage));
    this.running?.process.close();
    this.running = undefined;
  }

  private async callAgain(stage: string, name: string, args: unknown[]): Promise<unknown> {
    try {
      return await this.request(stage, { op: 'call', name, args }, this.times.retry);
    } catch (error) {
      if (isTimeout(error)) this.outOfTime.set(name, error);
      throw error;
    }
  }

  /** A machine that is short of memory ends processes that did nothing wrong: such an end gets a second try. */
  private async request(stage: string, call: Call, milliseconds: number): Promise<unknown> {
    try {
      return await this.requestOnce(stage, call, milliseconds);
    } catch (error) {
      if (!isKilled(error)) throw error;
      return await this.requestOnce(stage, call, milliseconds);
    }
  }

  private async requestOnce(stage: string, call: Call, milliseconds: number): Promise<unknown> {
    if (this.spec.stages[stage]?.missing) throw new TodoError(functionOf(stage, call));
    const process = await this.processOf(stage);
    const name = 'name' in call ? call.name : '';
    try {
      const answer = await process.request(stage, call, milliseconds);
      this.ends.delete(name);
      return answer;
    } catch (error) {
      if (endsProcess(error)) this.ends.set(name, { count: (this.ends.get(name)?.count ?? 0) + 1, error });
      throw error;
    } finally {
      if (!process.running) this.close();
    }
  }

  private throwGivenUp(name: string): void {
    const ended = this.ends.get(name);
    const known = this.outOfTime.get(name) ?? (ended && ended.count >= limits.ends ? ended.error : undefined);
    if (known) throw known;
  }

  /** The process with the code of a stage in it. */
  private async processOf(stage: string): Promise<SubjectProcess> {
    if (this.running?.loaded.has(stage)) return this.running.process;
    // Nothing of this run counts any more: no test has to wait for the next fault.
    const failed = this.fault ?? this.unloadable.get(stage);
    if (failed) throw failed;
    try {
      const { file, problem } = this.spec.stages[stage] ?? {};
      if (!file) throw new SubjectError('load', problem ?? 'the stage is missing');
      if (!this.spec.shared) this.close();
      return await this.loadPatiently(stage);
    } catch (error) {
      if (error instanceof SubjectError) this.unloadable.set(stage, error);
      else this.fault ??= error as Error;
      throw error;
    }
  }

  /** Code that is not loaded in time, or killed, gets a second try, as a call does. */
  private async loadPatiently(stage: string): Promise<SubjectProcess> {
    try {
      return await this.load(stage);
    } catch (error) {
      if (!isTimeout(error) && !isKilled(error)) throw error;
      return await this.load(stage);
    }
  }

  private async load(stage: string): Promise<SubjectProcess> {
    this.running ??= { process: await SubjectProcess.start(this.spec), loaded: new Set() };
    const { process, loaded } = this.running;
    try {
      await process.load(stage);
      loaded.add(stage);
      return process;
    } catch (error) {
      this.close();
      throw error;
    }
  }

  private usesSlowCode(stage: string): boolean {
    return this.outOfTime.size > 0 && (this.spec.stages[stage]?.uses.length ?? 0) > 0;
  }
}

/** What is not written yet where there is no file. */
function functionOf(stage: string, call: Call): string {
  return 'name' in call ? call.name : (stageOf(stage).functions[0]?.name ?? stage);
}

function endsProcess(error: unknown): error is SubjectError {
  return error instanceof SubjectError && ['ended', 'killed', 'forged'].includes(error.failure);
}

function isKilled(error: unknown): error is SubjectError {
  return error instanceof SubjectError && error.failure === 'killed';
}

function isTimeout(error: unknown): error is SubjectError {
  return error instanceof SubjectError && error.failure === 'timeout';
}
