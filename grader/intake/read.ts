/** Reads one submission: a folder, or a zip. Nothing is unpacked to disk and nothing of it is run. */
import { lstat } from 'node:fs/promises';
import { posix } from 'node:path';
import { stages } from '../../lib/course';
import { isCode } from '../../lib/handing-in/code-files';
import { limits } from '../limits';
import { readFolder } from './folder';
import { Notes } from './notes';
import { cannotBeRead } from './open';
import { readPapers } from './papers';
import { type Candidate, IntakeError, type Submission } from './submission';
import { decodeText } from './text';
import {
  distinct,
  type Entry,
  exercisesFolder,
  isStage,
  LeftOut,
  misnamed,
  noExercise,
  type Omission,
  type Tree,
} from './tree';
import { readZip } from './zip';

/**
 * Reads one submission.
 *
 * @param candidate - as `findSubmissions` gave it
 * @throws {IntakeError} when it is no submission; `rejectionOf` makes the row of it
 */
export async function readSubmission({ name, source, path }: Candidate): Promise<Submission> {
  try {
    return { name, source, ...(await readPath(path)) };
  } catch (error) {
    // A disk that fails, say: the fault of this one alone.
    const code = error instanceof IntakeError ? undefined : (error as NodeJS.ErrnoException).code;
    throw code === undefined ? error : new IntakeError(cannotBeRead(code));
  }
}

async function readPath(path: string): Promise<Texts> {
  const tree = await openTree(path);
  try {
    return await exercisesOf(tree);
  } finally {
    await tree.close();
  }
}

/** The part of a submission that its bytes decide. */
type Texts = Pick<Submission, 'files' | 'papers' | 'notes'>;

async function openTree(path: string): Promise<Tree> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() ? readFolder(path) : readZip(path);
}

async function exercisesOf({ entries, omissions }: Tree): Promise<Texts> {
  const folder = folderOf(entries, omissions);
  const prefix = folder === '' ? '' : `${folder}/`;
  const reading = new Reading(prefix);
  if (posix.basename(folder) !== 'exercises')
    reading.notes.add(`no folder exercises/: took the files of ${folder || 'the top'}`);
  // What is missing of the stages comes first: only so many notes are kept.
  const [ofStages, others] = partition(omissions, ({ path }) => isStage(posix.basename(path)));
  for (const each of ofStages) reading.leaveOut(each);
  await reading.readAll(entries.filter(({ path }) => path.startsWith(prefix)));
  const papers = await readPapers(
    entries,
    posix.basename(folder) === 'exercises' ? posix.dirname(folder) : folder,
    reading.notes,
  );
  for (const each of others) reading.leaveOut(each);
  return { files: reading.files, papers, notes: reading.notes.lines() };
}

/** The folder of the exercises; when there is none, the first things that were left out may say why. */
function folderOf(entries: readonly Entry[], omissions: readonly Omission[]): string {
  try {
    return exercisesFolder(entries.map(({ path }) => path));
  } catch (error) {
    if (!(error instanceof IntakeError) || error.message !== noExercise) throw error;
    throw nothingLeft(noExercise, omissions.map(lineOf));
  }
}

function nothingLeft(fact: string, notes: readonly string[]): IntakeError {
  return new IntakeError([fact, ...notes.slice(0, 2)].join('; '));
}

function partition<T>(all: readonly T[], isFirst: (each: T) => boolean): [T[], T[]] {
  return [all.filter(isFirst), all.filter((each) => !isFirst(each))];
}

function lineOf({ path, why }: Omission): string {
  return `left out ${path}: ${why}`;
}

/** The texts of a submission, as far as they have been read. */
class Reading {
  readonly files = new Map<string, string>();
  readonly notes = new Notes();
  private bytes = 0;
  private tried = 0;
  private readonly hardLinks: string[] = [];

  /** @param folder - the path of the exercises, with a slash at its end */
  constructor(private readonly folder: string) {}

  leaveOut(omission: Omission): void {
    this.notes.add(lineOf(omission));
  }

  async readAll(entries: readonly Entry[]): Promise<void> {
    const { kept, doubles } = distinct(entries.filter(({ path }) => isCode(this.below(path))));
    for (const { path, raw } of doubles)
      this.leaveOut({ path: raw, why: `another file of the name ${path} was taken; hand in one of them` });
    for (const line of misnamed(entries.map(({ path }) => path))) this.notes.add(line);
    // Stages come first: should there be too much, it is not they who are left out.
    const stagesFirst = [...kept].sort((a, b) => this.rank(a) - this.rank(b));
    for (const entry of stagesFirst) await this.readOne(entry);
    if (!this.hasStage()) throw nothingLeft('holds no exercise that can be read', this.notes.lines());
    if (this.hardLinks.length > 0) this.notes.add(aboutHardLinks(this.hardLinks));
  }

  private async readOne(entry: Entry): Promise<void> {
    try {
      if (++this.tried > limits.files) throw new LeftOut(`more than ${limits.files} files; hand in fewer`);
      if (this.bytes > limits.submissionBytes) throw new LeftOut(tooMuch);
      const { bytes, hardLink = false } = await entry.read();
      this.bytes += bytes.length;
      if (this.bytes > limits.submissionBytes) throw new LeftOut(tooMuch);
      const { text, encoding } = decodeText(bytes);
      if (encoding) this.notes.add(`${entry.path} is not UTF-8: read as ${encoding}`);
      if (hardLink) this.hardLinks.push(entry.path);
      this.files.set(`exercises/${this.below(entry.path)}`, text);
    } catch (error) {
      if (!(error instanceof LeftOut)) throw error;
      this.leaveOut({ path: entry.path, why: error.message });
    }
  }

  private hasStage(): boolean {
    return stages.some(({ stem }) => this.files.has(`exercises/${stem}.ts`));
  }

  private below(path: string): string {
    return path.slice(this.folder.length);
  }

  private rank({ path }: Entry): number {
    return isStage(this.below(path)) ? 0 : 1;
  }
}

const tooMuch = `more than ${limits.submissionBytes} bytes in all files together; keep data out of exercises/`;

function aboutHardLinks(paths: readonly string[]): string {
  const others = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
  return `${paths[0]}${others}: also in another place on this disk (hard link); see that it is the student's own`;
}
