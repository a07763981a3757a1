/** The verdicts on the notebooks of a submission: read from their files, then executed again. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { notebookFile } from '../../lib/handing-in/collect';
import { checkNotebook } from '../../lib/notebooks/check';
import { type Execution, endOf, readEvent } from '../../lib/notebooks/execute';
import { type Notebook, NotebookError, readNotebook } from '../../lib/notebooks/notebook';
import { root } from '../../lib/root';
import { lastLine } from '../../lib/run-program';
import { shownLine } from '../intake/names';
import type { Submission } from '../intake/submission';
import type { Sandbox } from '../isolation/sandbox';
import { limits } from '../limits';
import type { NotebookReport } from '../report/schema';
import { differences } from './compare';
import { executeInside, type NotebookRuntime } from './sandbox';

/** `off`: not looked at; `read`: only the files; `run`: executed again. */
export type NotebookMode = 'off' | 'read' | 'run';

export interface NotebookPlan {
  readonly mode: NotebookMode;
  readonly stems: readonly string[];
  /** Missing ones are missing also where none was handed in. */
  readonly required: boolean;
  readonly sandbox: Sandbox;
  /** There when they are to be executed. */
  readonly runtime?: NotebookRuntime | undefined;
  /** Gives a notebook as it was handed out; those of this project when not given. */
  readonly handedOut?: (stem: string) => string | undefined;
  /** How long one of them may take, in s. */
  readonly seconds?: number;
}

/** @returns nothing where there is nothing to say: not every class has notebooks */
export async function gradeNotebooks(
  { files, papers }: Pick<Submission, 'files' | 'papers'>,
  plan: NotebookPlan,
): Promise<NotebookReport[] | undefined> {
  if (plan.mode === 'off') return undefined;
  const { handedOut = ofThisProject } = plan;
  const stems = plan.stems.filter((stem) => papers.has(notebookFile(stem)) || handedOut(stem) !== undefined);
  if (!plan.required && !stems.some((stem) => papers.has(notebookFile(stem)))) return undefined;
  const verdicts = await verdictsOn(stems, papers, files, plan);
  return verdicts.map((verdict) => ({ ...verdict, reason: shownLine(verdict.reason) }));
}

async function verdictsOn(
  stems: readonly string[],
  papers: Submission['papers'],
  files: Submission['files'],
  plan: NotebookPlan,
): Promise<NotebookReport[]> {
  const { handedOut = ofThisProject, seconds = limits.notebook } = plan;
  const read = stems.map((stem) => readVerdict(stem, papers.get(notebookFile(stem)), handedOut(stem)));
  if (plan.mode === 'read' || !plan.runtime || plan.sandbox.kind === 'none') return read;
  return executeAll(read, { files, papers, sandbox: plan.sandbox, runtime: plan.runtime, seconds });
}

function ofThisProject(stem: string): string | undefined {
  const path = join(root, notebookFile(stem));
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** What the file alone tells. */
function readVerdict(stem: string, text: string | undefined, handedOut: string | undefined): NotebookReport {
  const verdict = { stem, executed: false, credit: 'no' } as const;
  if (text === undefined)
    return { ...verdict, state: 'missing', reason: 'it was not handed in, or could not be read' };
  const { state, reason } = checkNotebook(text);
  if (state !== 'run') return { ...verdict, state, reason };
  const missing = handedOut && missingCells(readNotebook(handedOut), readNotebook(text));
  if (missing) return { ...verdict, state: 'incomplete', reason: missing };
  return {
    ...verdict,
    credit: 'yes',
    state,
    reason: 'run from top to bottom, by its own account; it was not executed again',
  };
}

/** Cells may be changed and added: a notebook is for trying things. Those that were handed out have to be there. */
function missingCells({ cells: given }: Notebook, { cells }: Notebook): string | undefined {
  const gone = given.filter(
    (cell) => !cells.some(({ id, source }) => source === cell.source || (id !== undefined && id === cell.id)),
  );
  if (gone.length === 0) return undefined;
  return `${gone.length} of the ${given.length} cells of code that were handed out are gone`;
}

type Executing = Pick<Submission, 'files' | 'papers'> & {
  readonly sandbox: Extract<Sandbox, { kind: 'bubblewrap' }>;
  readonly runtime: NotebookRuntime;
  readonly seconds: number;
};

/** One after the other; those that cannot get credit are not executed. */
async function executeAll(read: readonly NotebookReport[], executing: Executing): Promise<NotebookReport[]> {
  const folder = await mkdtemp(join(tmpdir(), 'notebooks-'));
  const deadline = Date.now() + limits.notebooks * 1000;
  try {
    await writeExercises(join(folder, 'exercises'), executing.files);
    const verdicts: NotebookReport[] = [];
    for (const verdict of read) {
      const seconds = Math.min(executing.seconds, Math.floor((deadline - Date.now()) / 1000));
      verdicts.push(verdict.credit === 'yes' ? await executed(verdict, executing, folder, seconds) : verdict);
    }
    return verdicts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeExercises(folder: string, files: Submission['files']): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [path, text] of files) {
    const file = join(dirname(folder), path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function executed(
  verdict: NotebookReport,
  { papers, sandbox, runtime }: Executing,
  folder: string,
  seconds: number,
): Promise<NotebookReport> {
  const text = papers.get(notebookFile(verdict.stem)) ?? '';
  if (seconds < 1)
    return open(
      verdict,
      `the notebooks of this submission took longer than ${limits.notebooks / 60} minutes together, so it was not executed again`,
    );
  const notebook = join(folder, `${verdict.stem}.ipynb`);
  await writeFile(notebook, text);
  const files = { notebook, exercises: join(folder, 'exercises') };
  const { output, errors, stopped } = await executeInside(sandbox, runtime, files, seconds);
  const events = output.split('\n').flatMap((line) => readEvent(line) ?? []);
  const last = events.find(({ event }) => event === 'notebook');
  const end = endOf(events, stopped === 'milliseconds');
  // Before the first cell nothing of the submission has run: whatever went wrong is a fault of this machine.
  if (end.cell === 0 && end.ended !== 'ok')
    return open(verdict, `it could not be executed again here: ${end.message ?? lastLine(errors)}`);
  if (end.ended !== 'ok')
    return { ...verdict, executed: true, credit: 'no', state: 'fails', reason: failure(end, seconds) };
  return compared(verdict, text, last?.event === 'notebook' ? JSON.stringify(last.notebook) : '');
}

/** What decides is for a person to say. */
function open(verdict: NotebookReport, reason: string): NotebookReport {
  return { ...verdict, credit: 'open', state: 'not executed', reason };
}

type End = Omit<Execution, 'notebook'>;

function failure({ ended, cell, message }: End, seconds: number): string {
  const what = `executed again, cell ${cell}`;
  const limit = Math.min(limits.notebookCell, seconds);
  if (ended === 'error') return `${what} ends with ${message ?? 'an error'}`;
  if (ended === 'timeout' || ended === 'stopped') return `${what} does not end within ${limit} s`;
  if (ended === 'too much output') return `${what} shows more than ${limits.notebookOutput / 2 ** 20} MiB`;
  return `${what} ends the kernel`;
}

function compared(verdict: NotebookReport, text: string, result: string): NotebookReport {
  const different = differencesOf(text, result);
  if (different === undefined)
    return open(verdict, 'it could not be executed again here: nothing came back that could be compared');
  const others = different.filter(({ how }) => how !== 'numbers').map(({ cell }) => cell);
  if (others.length > 0) {
    const reason = `executed again, ${cellWords(others)} not what was handed in`;
    return { ...verdict, executed: true, credit: 'open', state: 'differs', reason };
  }
  const chance = different.map(({ cell }) => cell);
  const reason = chance.length > 0 ? `; ${cellWords(chance)} other numbers, as of a clock or of chance` : '';
  return {
    ...verdict,
    executed: true,
    state: 'same',
    reason: `executed again with the same result${reason}`,
  };
}

function differencesOf(text: string, result: string) {
  try {
    return differences(readNotebook(text).cells, readNotebook(result).cells);
  } catch (error) {
    if (error instanceof NotebookError) return undefined;
    throw error;
  }
}

/** `cell 3 shows`, `cells 3 and 5 show` */
function cellWords(cells: readonly number[]): string {
  const shown = cells.slice(0, limits.notebookDifferences);
  const more = cells.length > shown.length ? ', …' : '';
  return cells.length === 1 ? `cell ${shown[0]} shows` : `cells ${shown.join(', ')}${more} show`;
}
