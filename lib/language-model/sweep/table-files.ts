/** Writes the table of a sweep: page, Markdown and CSV, in `runs/SWEEP/`. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Curve, curvesChart } from '../../charts/curves';
import { draw } from '../../charts/render';
import { runColour } from '../../charts/run-colours';
import { evenly } from '../../charts/thin';
import { writeWhole } from '../../whole-file';
import { readRun } from '../read-run';
import type { SweepPlan } from './plan';
import { isOneText, type Row } from './table';
import { tablePage } from './table-page';
import { csvOf, markdownOf } from './table-text';

/** The files of a sweep. */
export const tableFiles = { page: 'table.html', markdown: 'table.md', csv: 'table.csv' } as const;

/** @returns the path of the page */
export async function writeTable(plan: SweepPlan, runs: string, rows: readonly Row[]): Promise<string> {
  const folder = join(runs, plan.name);
  mkdirSync(folder, { recursive: true });
  const write = (file: string, content: string) => writeWhole(join(folder, file), content);
  const notes = notesOf(plan);
  write(tableFiles.markdown, `# ${plan.name}\n\n${markdownOf(rows)}\n${notes.join('\n\n')}\n`);
  write(tableFiles.csv, csvOf(rows));
  const { colours, svg } = await lossChart(plan, runs, rows);
  write(tableFiles.page, tablePage({ title: plan.name, notes, rows, colours, svg }));
  return join(folder, tableFiles.page);
}

function notesOf(plan: SweepPlan): string[] {
  const scored =
    'Loss (in nats per token), perplexity and the share of tokens that were guessed are of the whole validation text, ' +
    'the last tenth; the best perplexity comes first. The bigram baseline was counted on the training text and scored ' +
    'on the same tokens in the same way.';
  const texts = 'Perplexities of different texts do not compare: each text has a baseline of its own.';
  return isOneText(plan) ? [scored] : [scored, texts];
}

/** The validation loss of each model over its steps, and which colour is whose: in the order of the table. */
async function lossChart(plan: SweepPlan, runs: string, rows: readonly Row[]) {
  const runOf = new Map(plan.models.map(({ name, settings }) => [name, settings.name ?? '']));
  const names = rows.map(({ name }) => name).filter((name) => runOf.has(name));
  const colours = names.map((name, index) => ({ name, colour: runColour(index) }));
  const curves = colours.map(({ name, colour }): Curve => {
    const looks = readRun(join(runs, runOf.get(name) ?? '')).metrics.flatMap(({ step, validation }) =>
      validation ? [{ step, value: validation.loss }] : [],
    );
    return { colour, points: evenly(looks) };
  });
  return { colours, svg: await draw(curvesChart(curves, { format: '.1f' })) };
}
