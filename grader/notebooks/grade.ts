/** The verdicts on the notebooks of a submission: read from their files, then executed again. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { notebookFile } from '../../lib/handing-in/collect';
import { checkNotebook } from '../../lib/notebooks/check';
import { type Notebook, readNotebook } from '../../lib/notebooks/notebook';
import { root } from '../../lib/root';
import { cleanLine, cutText } from '../clean';
import type { Submission } from '../intake/submission';
import type { Sandbox } from '../isolation/sandbox';
import { limits } from '../limits';
import type { NotebookReport } from '../report/schema';
import { executeAll } from './execution';
import type { NotebookTools } from './sandbox';

/** `off`: not looked at; `read`: only the files; `run`: executed again. */
export type NotebookMode = 'off' | 'read' | 'run';

export interface NotebookPlan {
  readonly mode: NotebookMode;
  readonly stems: readonly string[];
  /** Missing ones are missing also where none was handed in. */
  readonly required: boolean;
  readonly sandbox: Sandbox;
  /** There when they are to be executed. */
  readonly tools?: NotebookTools | undefined;
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
  return verdicts.map((verdict) => ({
    ...verdict,
    reason: cutText(cleanLine(verdict.reason), limits.noteCharacters).text,
  }));
}

async function verdictsOn(
  stems: readonly string[],
  papers: Submission['papers'],
  files: Submission['files'],
  plan: NotebookPlan,
): Promise<NotebookReport[]> {
  const { handedOut = ofThisProject, seconds = limits.notebook } = plan;
  const read = stems.map((stem) => readVerdict(stem, papers.get(notebookFile(stem)), handedOut(stem)));
  const { sandbox, tools } = plan;
  if (plan.mode === 'read' || !tools || sandbox.kind === 'none') return read;
  if (read.every(({ credit }) => credit !== 'yes')) return read;
  return executeAll(read, { files, papers, sandbox, tools, seconds });
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
