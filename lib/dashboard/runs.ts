/** All runs of a folder, read again and again while they grow. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { RunReader, type RunRecord } from '../language-model/read-run';
import { runFiles, runLock } from '../language-model/run-files';
import { tableFiles } from '../language-model/sweep/table-files';
import { lockHolder } from '../process-lock';
import { sha256Of } from '../text/sha256';
import { detailOf, summaryOf } from './describe';
import { picturesOf } from './pictures';
import type { View, Wanted } from './view';

const watched = [runFiles.config, runFiles.metrics, runFiles.samples, runFiles.result];

export class Runs {
  readonly #readers = new Map<string, RunReader>();

  /**
   * @param folder - of all runs; it need not be there yet
   * @param label - the same, as a person may find it
   */
  constructor(
    readonly folder: string,
    readonly label: string,
  ) {}

  /**
   * What there is to show.
   *
   * @param seen - the version that the page has
   * @returns undefined when nothing has changed since
   */
  async view(wanted: readonly Wanted[], seen: string | undefined): Promise<View | undefined> {
    const names = this.#names();
    const trained = new Set<string>();
    for (const name of names) {
      if ((await lockHolder(join(this.folder, name, runLock))) !== undefined) trained.add(name);
    }
    const version = this.#version(names, trained, wanted);
    if (version === seen) return undefined;
    const records = names.map((name) => this.#read(name)).toSorted(newestFirst);
    const shown = wanted.flatMap(({ name, colour }) => {
      const run = records.find((record) => record.name === name);
      return run ? [{ run, colour }] : [];
    });
    return {
      version,
      folder: this.label,
      runs: records.map((run) => summaryOf(run, trained.has(run.name))),
      shown: shown.map(({ run, colour }) => detailOf(run, trained.has(run.name), colour)),
      pictures: await picturesOf(shown),
      sweeps: this.#sweeps(),
    };
  }

  /** The path of the table of a sweep; undefined when there is no such sweep. */
  tableOf(sweep: string): string | undefined {
    return this.#sweeps().includes(sweep) ? join(this.folder, sweep, tableFiles.page) : undefined;
  }

  #folders(): string[] {
    if (!existsSync(this.folder)) return [];
    const entries = readdirSync(this.folder, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  }

  /** Whatever has a file of a run in it, also when the most important one is missing. */
  #names(): string[] {
    return this.#folders().filter((name) =>
      watched.some((file) => existsSync(join(this.folder, name, file))),
    );
  }

  #sweeps(): string[] {
    return this.#folders().filter((name) => existsSync(join(this.folder, name, tableFiles.page)));
  }

  #read(name: string): RunRecord {
    const reader = this.#readers.get(name) ?? new RunReader(join(this.folder, name));
    this.#readers.set(name, reader);
    return reader.read();
  }

  /** Made from what tells that a file is another one, without reading it. */
  #version(names: readonly string[], trained: ReadonlySet<string>, wanted: readonly Wanted[]): string {
    const stamps = names.map((name) => [
      name,
      trained.has(name),
      ...watched.map((file) => this.#stamp(name, file)),
    ]);
    return sha256Of(JSON.stringify([stamps, this.#sweeps(), wanted])).slice(0, 16);
  }

  #stamp(name: string, file: string): string {
    const found = statSync(join(this.folder, name, file), { throwIfNoEntry: false });
    return found ? `${found.ino} ${found.size} ${found.mtimeMs}` : '';
  }
}

/** Those that do not tell when they began come last. */
function newestFirst(a: RunRecord, b: RunRecord): number {
  const [x, y] = [a.config?.started ?? '', b.config?.started ?? ''];
  return x < y ? 1 : x > y ? -1 : a.name.localeCompare(b.name);
}
