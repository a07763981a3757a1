/** What goes into a submission, and what does not and why: nothing is left out silently. */
import { type Dirent, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stages } from '../course';
import { writtenFiles } from '../written/questions';
import { codeEndingInAnyCase, isCode } from './code-files';
import { submissionLimits } from './limits';

/** A file of the submission. */
export interface Packed {
  /** From the root of the project, with `/`. */
  readonly path: string;
  readonly bytes: Buffer;
}

/** A file, or a folder with all that is in it, that is not handed in. */
export interface Omitted {
  readonly path: string;
  readonly why: string;
}

export interface Collected {
  readonly packed: readonly Packed[];
  readonly omitted: readonly Omitted[];
}

/** The notebook of a stage. */
export function notebookFile(stem: string): string {
  return `notebooks/${stem}.ipynb`;
}

/** What everybody has, what can be made again, and what is nobody's work: not worth a line each. */
const given = new Set([
  ...[
    'lib',
    'tests',
    'docs',
    'configs',
    'node_modules',
    'package.json',
    'package-lock.json',
    'tsconfig.json',
  ],
  ...['vitest.config.ts', 'README.md', 'LICENSE', '.npmrc', '.gitignore', '.gitattributes', '.git', '.cache'],
  ...['.backup', 'coverage', '.vscode', '.idea', '.DS_Store', 'Thumbs.db'],
]);

/** What `npm run submit` itself writes. */
const ours = /^submission.*\.(zip|receipt\.json)$/;

const aLink = 'a link; put the file itself there';

/**
 * Reads the files of a submission.
 *
 * @param root - the folder of the project
 */
export function collect(root: string): Collected {
  const collecting = new Collecting(root);
  for (const child of list(root, '')) collecting.top(child);
  return { packed: collecting.packed, omitted: collecting.omitted };
}

class Collecting {
  readonly packed: Packed[] = [];
  readonly omitted: Omitted[] = [];
  private codeFiles = 0;
  private codeBytes = 0;

  constructor(private readonly root: string) {}

  /** Something at the top of the project. */
  top(child: Dirent): void {
    const { name } = child;
    if (name === 'exercises') this.folder(name, (path, each) => this.code(path, each));
    else if (name === 'written')
      this.folder(name, (path) => this.paper(path, writtenFiles, 'no file of questions of the course'));
    else if (name === 'notebooks')
      this.folder(name, (path) => this.paper(path, notebooks, 'no notebook of the course'));
    else if (name === 'runs')
      this.leaveOut(
        'runs/',
        'models and logs of trainings are not handed in; models.md says what was trained',
      );
    else if (!given.has(name) && !ours.test(name))
      this.leaveOut(
        child.isDirectory() ? `${name}/` : name,
        'not part of a submission; only exercises/, notebooks/ and written/ are',
      );
  }

  private folder(path: string, take: (path: string, child: Dirent) => void): void {
    for (const child of list(this.root, path)) {
      const below = `${path}/${child.name}`;
      if (child.isSymbolicLink()) this.leaveOut(below, aLink);
      else if (isLitter(child.name)) continue;
      else if (child.name.startsWith('.')) this.leaveOut(below, 'hidden: kept by an editor or by Jupyter');
      else if (child.isDirectory()) this.folder(below, take);
      else if (child.isFile()) take(below, child);
      else this.leaveOut(below, 'no file');
    }
  }

  private code(path: string, { name }: Dirent): void {
    const { codeFiles, fileBytes, codeBytes } = submissionLimits;
    const size = this.sizeOf(path);
    this.codeFiles += 1;
    this.codeBytes += size;
    if (!isCode(name.replace(codeEndingInAnyCase, (ending) => ending.toLowerCase())))
      this.leaveOut(path, 'no code; only code is graded in exercises/');
    else if (this.codeFiles > codeFiles) this.leaveOut(path, `more than ${codeFiles} files of code`);
    else if (this.codeBytes > codeBytes) this.leaveOut(path, `more than ${megabytes(codeBytes)} of code`);
    else this.pack(path, fileBytes);
  }

  private paper(path: string, known: readonly string[], unknown: string): void {
    const { notebookBytes, fileBytes } = submissionLimits;
    if (known.includes(path)) this.pack(path, path.endsWith('.ipynb') ? notebookBytes : fileBytes);
    else if (!isGiven(path)) this.leaveOut(path, unknown);
  }

  private pack(path: string, most: number): void {
    const size = this.sizeOf(path);
    if (size > most) {
      this.leaveOut(path, `${megabytes(size)}, more than ${megabytes(most)}${sizeAdvice(path)}`);
      return;
    }
    try {
      this.packed.push({ path, bytes: readFileSync(join(this.root, path)) });
    } catch (error) {
      this.leaveOut(path, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
    }
  }

  private sizeOf(path: string): number {
    return statSync(join(this.root, path)).size;
  }

  private leaveOut(path: string, why: string): void {
    this.omitted.push({ path, why });
  }
}

const notebooks = stages.map(({ stem }) => notebookFile(stem));

/** Files that are handed out beside the notebooks. */
function isGiven(path: string): boolean {
  return path === 'notebooks/README.md' || path.startsWith('notebooks/source/');
}

function isLitter(name: string): boolean {
  return ['.DS_Store', 'Thumbs.db', 'node_modules'].includes(name) || name.startsWith('._');
}

function sizeAdvice(path: string): string {
  return path.endsWith('.ipynb') ? '; clear large outputs and run it again' : '; keep data out of it';
}

/** `1.2 MB` */
export function megabytes(bytes: number): string {
  const digits = bytes < 10_000_000 ? 2 : 0;
  return bytes < 100_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(digits)} MB`;
}

/** In an order that no system changes. */
function list(root: string, path: string): Dirent[] {
  const children = readdirSync(join(root, path), { withFileTypes: true });
  return children.sort((a, b) => (a.name < b.name ? -1 : 1));
}
