/** Executes the notebooks of a submission again, and compares what they show. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { notebookFile } from '../../lib/handing-in/collect';
import { type Execution, endOf, readEvent } from '../../lib/notebooks/execute';
import { NotebookError, readNotebook } from '../../lib/notebooks/notebook';
import { lastLine } from '../../lib/run-program';
import type { Submission } from '../intake/submission';
import type { Sandbox } from '../isolation/sandbox';
import { limits } from '../limits';
import type { NotebookReport } from '../report/schema';
import { differences } from './compare';
import { executeInside, type NotebookRuntime, type NotebookTools, prepareNotebooks } from './sandbox';

type Executing = Pick<Submission, 'files' | 'papers'> & {
  readonly sandbox: Extract<Sandbox, { kind: 'bubblewrap' }>;
  readonly tools: NotebookTools;
  /** How long one notebook may take, in s. */
  readonly seconds: number;
};

/** Made when the first notebook has to be executed: most classes have none. */
let prepared: Promise<NotebookRuntime> | undefined;

/**
 * Executes those that may get credit, one after the other.
 *
 * @param read - what their files tell
 * @returns all verdicts; what this machine fails at is left open
 */
export async function executeAll(
  read: readonly NotebookReport[],
  executing: Executing,
): Promise<NotebookReport[]> {
  const folder = await mkdtemp(join(tmpdir(), 'notebooks-'));
  const deadline = Date.now() + limits.notebooks * 1000;
  try {
    prepared ??= prepareNotebooks(executing.tools);
    const runtime = await prepared;
    await writeExercises(join(folder, 'exercises'), executing.files);
    const verdicts: NotebookReport[] = [];
    for (const verdict of read) {
      const seconds = Math.min(executing.seconds, Math.floor((deadline - Date.now()) / 1000));
      verdicts.push(
        verdict.credit === 'yes'
          ? await executed(verdict, { ...executing, runtime }, folder, seconds)
          : verdict,
      );
    }
    return verdicts;
  } catch (error) {
    return read.map((verdict) =>
      verdict.credit === 'yes' ? open(verdict, notHere((error as Error).message)) : verdict,
    );
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
  { papers, sandbox, runtime }: Executing & { readonly runtime: NotebookRuntime },
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
  if (end.cell === 0 && end.ended !== 'ok') return open(verdict, notHere(end.message ?? lastLine(errors)));
  if (end.ended !== 'ok')
    // It ran for the student, or so it says; it may need a file, or a machine, that is not here.
    return { ...verdict, executed: true, credit: 'open', state: 'fails', reason: failure(end, seconds) };
  return compared(verdict, text, last?.event === 'notebook' ? JSON.stringify(last.notebook) : '');
}

function notHere(why: string): string {
  return `it could not be executed again here: ${why}`;
}

/** For a person to decide. */
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
  if (different === undefined) return open(verdict, notHere('nothing came back that could be compared'));
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
