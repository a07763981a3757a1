/** A file of JSON lines that may be growing. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';

/** The lines so far. The end of the file may be half of a line: it is read when it is whole. */
export class LineFile<Line> {
  #lines: Line[] = [];
  /** Which file was read, and how far. */
  #inode = 0n;
  #offset = 0;
  #count = 0;
  #wrong: number[] = [];
  #unreadable: string | undefined;

  constructor(
    readonly path: string,
    /** Whether a value is a line of this file. */
    readonly accepts: (value: unknown) => boolean,
  ) {}

  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** What is wrong with the file, if anything. */
  get problem(): string | undefined {
    const name = basename(this.path);
    if (this.#unreadable) return `${name} cannot be read (${this.#unreadable})`;
    const [first] = this.#wrong;
    if (first === undefined) return undefined;
    const others = this.#wrong.length - 1;
    return `${name}: line ${first} is damaged${others > 0 ? `, and ${others} more` : ''}; left out`;
  }

  /** Reads what is new. A file that was replaced, or has become shorter, is read from the start. */
  read(): void {
    this.#unreadable = undefined;
    try {
      const file = openSync(this.path, 'r');
      try {
        this.#readFrom(file);
      } finally {
        closeSync(file);
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      this.#forget(0n);
      if (code !== 'ENOENT') this.#unreadable = code ?? 'unknown';
    }
  }

  #readFrom(file: number): void {
    const { ino, size } = fstatSync(file, { bigint: true });
    if (ino !== this.#inode || Number(size) < this.#offset) this.#forget(ino);
    const bytes = Buffer.alloc(Number(size) - this.#offset);
    const whole = bytes.subarray(0, readSync(file, bytes, 0, bytes.length, this.#offset));
    const end = whole.lastIndexOf('\n') + 1;
    this.#offset += end;
    const lines = whole.toString('utf8', 0, end).split('\n').slice(0, -1);
    for (const line of lines) this.#add(line);
  }

  #add(line: string): void {
    this.#count += 1;
    const value = parsed(line);
    if (this.accepts(value)) this.#lines.push(value as Line);
    else this.#wrong.push(this.#count);
  }

  #forget(inode: bigint): void {
    this.#lines = [];
    this.#inode = inode;
    this.#offset = 0;
    this.#count = 0;
    this.#wrong = [];
  }
}

/** Undefined when it is no JSON. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
