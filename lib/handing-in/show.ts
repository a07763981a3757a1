/** What `npm run submit` says. */
import chalk from 'chalk';
import { stageNumber, stageOf, type Track, tracks, trackTitles } from '../course';
import type { StageStatus } from '../runner/status-command';
import { roundPoints } from '../verdict';
import { openWords } from '../written/summary';
import { megabytes } from './collect';
import type { Receipt } from './receipt';
import type { NotebookState, SubmissionState } from './state';

/** The summary, before the name of the zip. */
export function stateLines(state: SubmissionState): string[] {
  return [
    '',
    ...stageLines(state.stages),
    '',
    ...notebookLines(state.notebooks),
    '',
    ...writtenLines(state.written),
  ];
}

function stageLines(stages: readonly StageStatus[]): string[] {
  const totals = tracks.map((track) =>
    trackLine(
      track,
      stages.filter(({ stem }) => stageOf(stem).track === track),
    ),
  );
  const open = stages.filter(({ status }) => status !== 'passed' && status !== 'not started');
  const rows = open.map(({ stem, status, problem }) => bad(stem, problem ? `${status}: ${problem}` : status));
  return [chalk.bold('Stages'), ...totals, ...rows];
}

function trackLine(track: Track, own: readonly StageStatus[]): string {
  const count = (status: StageStatus['status']) => own.filter((each) => each.status === status).length;
  const [score, maxScore] = [sum(own, 'score'), sum(own, 'maxScore')];
  const notStarted = count('not started');
  const rest = notStarted > 0 ? `, ${notStarted} not started` : '';
  return `  ${trackTitles[track]}: ${score} of ${maxScore} points by the public tests; ${count('passed')} of ${own.length} stages passed${rest}`;
}

function sum(own: readonly StageStatus[], field: 'score' | 'maxScore'): number {
  return roundPoints(own.reduce((total, each) => total + each[field], 0));
}

function notebookLines(notebooks: readonly NotebookState[]): string[] {
  const run = notebooks.filter(({ state }) => state === 'run');
  const marked = run.filter((each) => each.marked).map(({ stem }) => stageNumber(stem));
  const others = run.filter((each) => !each.marked).map(({ stem }) => stageNumber(stem));
  const rows = notebooks.filter(({ state }) => state !== 'run');
  return [
    chalk.bold('Notebooks'),
    `  ${run.length} of ${notebooks.length} run from top to bottom`,
    ...(marked.length > 0
      ? [`  ${marked.join(', ')}: run by submit --run, and the code is the same since`]
      : []),
    ...(others.length > 0
      ? [
          `  ${others.join(', ')}: by the numbers of their cells; whether code was changed after it ran, nobody can tell from that`,
        ]
      : []),
    ...problemLines(rows),
    ...(rows.length > 0 ? ['  A notebook that was not run from top to bottom gets no credit.'] : []),
  ];
}

/** One line for all notebooks with the same problem. */
function problemLines(rows: readonly NotebookState[]): string[] {
  const problems = [...new Set(rows.map(({ state, reason }) => `${state}: ${reason}`))];
  return problems.map((problem) => {
    const own = rows.filter(({ state, reason }) => `${state}: ${reason}` === problem);
    return `  ${chalk.red('✘')} ${own.map(({ stem }) => stageNumber(stem)).join(', ')} ${problem}`;
  });
}

function writtenLines(written: SubmissionState['written']): string[] {
  const open = written.filter(({ status }) => status !== 'answered');
  const rest = open.length > 0 ? [`  open: ${openWords(open)}`] : [];
  return [
    chalk.bold('Written questions'),
    `  ${written.length - open.length} of ${written.length} answered`,
    ...rest,
  ];
}

function bad(stem: string, words: string): string {
  return `  ${chalk.red('✘')} ${stageNumber(stem)} ${words}`;
}

/** What is in the zip, what is not, and where it is. */
export function zipLines({ file, sha256, bytes, files, leftOut }: Receipt, receipt: string): string[] {
  return [
    '',
    ...(leftOut.length > 0
      ? [chalk.bold('Left out'), ...leftOut.map(({ path, why }) => `  ${path}: ${why}`), '']
      : []),
    `${chalk.bold(file)}: ${files.length} files, ${megabytes(bytes)}`,
    chalk.dim(`sha256 ${sha256}`),
    `Nothing was sent: upload ${file} yourself, and keep ${receipt}.`,
    '',
  ];
}
