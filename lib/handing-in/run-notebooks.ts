/** `npm run submit -- --run`: every notebook of a stage that was begun is run anew, and keeps what came out. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { stageNumber } from '../course';
import { type Execution, executeNotebook } from '../notebooks/execute';
import { markRun } from '../notebooks/notebook';
import type { Python } from '../notebooks/python';
import { startProgress } from '../terminal/progress';
import { writeWhole } from '../whole-file';
import { notebookFile } from './collect';

/**
 * @param stems - the stages whose notebooks are to be run
 * @param signal - ends it; notebooks that were run stay
 */
export async function runNotebooks(
  root: string,
  stems: readonly string[],
  python: Python,
  signal: AbortSignal,
): Promise<void> {
  const there = stems.filter((stem) => existsSync(join(root, notebookFile(stem))));
  const progress = startProgress({ label: 'notebooks', total: there.length });
  // Where lines are printed, one for each notebook is enough.
  const showNow = process.stderr.isTTY ? progress.update : () => undefined;
  try {
    for (const [index, stem] of there.entries()) {
      if (signal.aborted) return;
      showNow(index, `${stageNumber(stem)} …`);
      const path = join(root, notebookFile(stem));
      const execution = await executeNotebook(path, {
        python,
        signal,
        onEvent: (event) => {
          if (event.event === 'cell') showNow(index, `${stageNumber(stem)} cell ${event.cell}`);
        },
      });
      if (!signal.aborted) keep(path, execution);
      progress.update(index + 1, `${stageNumber(stem)} ${endWords(execution)}`);
    }
  } finally {
    progress.stop();
  }
}

/** Only one that ran to its end is marked; what came out of the others is to be seen in them. */
function keep(path: string, { ended, notebook }: Execution): void {
  if (notebook === undefined) return;
  writeWhole(path, ended === 'ok' ? markRun(notebook) : notebook);
}

/** How it ended, for the line of progress. */
export function endWords({ ended, cell, message }: Execution): string {
  if (ended === 'ok') return 'runs from top to bottom';
  const what = message ? `: ${message.split('\n')[0]}` : '';
  return cell > 0 ? `cell ${cell}: ${ended}${what}` : `${ended}${what}`;
}
