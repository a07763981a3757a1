/**
 * Reads the record of a run as it is found: going on, interrupted, finished, or damaged. Nothing that is in the files
 * makes it throw; what is wrong with them is told in words.
 */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LineFile } from './line-file';
import { isMetrics, isSample, problemOfConfig, problemOfResult } from './record-checks';
import { type RunConfig, type RunResult, runFiles, type SampleRecord, type StepMetrics } from './run-files';

export interface RunRecord {
  /** Of its folder. */
  readonly name: string;
  readonly config?: RunConfig | undefined;
  readonly metrics: readonly StepMetrics[];
  readonly samples: readonly SampleRecord[];
  readonly result?: RunResult | undefined;
  /** What is wrong with its files, a sentence each. */
  readonly problems: readonly string[];
}

/** Reads a run again and again: of what has grown only the new part. */
export class RunReader {
  readonly #metrics: LineFile<StepMetrics>;
  readonly #samples: LineFile<SampleRecord>;

  constructor(readonly folder: string) {
    this.#metrics = new LineFile(join(folder, runFiles.metrics), isMetrics);
    this.#samples = new LineFile(join(folder, runFiles.samples), isSample);
  }

  read(): RunRecord {
    const { config, result } = readEnds(this.folder);
    for (const file of [this.#metrics, this.#samples]) file.read();
    const missing = config.value || config.problem ? [] : [`${runFiles.config} is missing`];
    const problems = [config.problem, result.problem, this.#metrics.problem, this.#samples.problem];
    return {
      name: basename(this.folder),
      config: config.value,
      result: result.value,
      metrics: this.#metrics.lines,
      samples: this.#samples.lines,
      problems: [...missing, ...problems.filter((problem) => problem !== undefined)],
    };
  }
}

/** Reads a run once. */
export function readRun(folder: string): RunRecord {
  return new RunReader(folder).read();
}

/** What a run began with and what came of it, without what lies between. */
export function readEnds(folder: string): { config: Found<RunConfig>; result: Found<RunResult> } {
  return {
    config: readJson(folder, runFiles.config, problemOfConfig),
    result: readJson(folder, runFiles.result, problemOfResult),
  };
}

/** The content of a file, or what is wrong with it; neither when it is not there. */
interface Found<Value> {
  readonly value?: Value;
  readonly problem?: string;
}

/** A file that is whole or not there. */
function readJson<Value>(
  folder: string,
  file: string,
  check: (value: unknown) => string | undefined,
): Found<Value> {
  let text: string;
  try {
    text = readFileSync(join(folder, file), 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? {} : { problem: `${file} cannot be read (${code})` };
  }
  try {
    const value: unknown = JSON.parse(text);
    const problem = check(value);
    return problem === undefined ? { value: value as Value } : { problem: `${file}: ${problem}` };
  } catch {
    return { problem: `${file} is not JSON` };
  }
}
