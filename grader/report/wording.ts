/** The words and signs of the report, the same on the terminal and on the page. */
import { milestones, stageNumber, stages } from '../../lib/course';
import type {
  FunctionReport,
  MilestoneReport,
  NotebookReport,
  Report,
  StageReport,
  Status,
  SubmissionReport,
} from './schema';

/** In the order in which a legend lists them. A sign stands beside the word: never colour alone. */
export const statusSigns: Readonly<Record<Status, string>> = {
  passed: '✓',
  failed: '✗',
  crashed: '!',
  'timed out': '◷',
  blocked: '⊘',
  'not started': '○',
};

export const statuses = Object.keys(statusSigns) as readonly Status[];

/** How the reason begins when a submission is not to blame that it was not graded. */
export const graderFault = 'was not graded, through a fault of the grader';

/** At most two decimals, none that are zero: `8`, `5.33`. */
export function formatPoints(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A share in percent, from 0 to 100; 0 when there is nothing to gain. */
export function percent(score: number, maxScore: number): number {
  return maxScore > 0 ? (100 * score) / maxScore : 0;
}

/** A whole number of percent that says 100 only for all points, and 0 only for none. */
export function formatPercent(score: number, maxScore: number): string {
  const exact = percent(score, maxScore);
  if (exact <= 0 || exact >= 100) return `${Math.round(exact)}%`;
  return `${Math.min(99, Math.max(1, Math.round(exact)))}%`;
}

/** `1 test`, `2 tests`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`. */
export function list(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** How a person calls a stage: `02` for `02-attention`, `reversal` as it is. */
export function shortName(stem: string): string {
  return /^\d\d-/.test(stem) ? stageNumber(stem) : stem;
}

/** `02 Attention`; a milestone has no number. */
export function stageLabel({ stem, title }: { stem: string; title: string }): string {
  return /^\d\d-/.test(stem) ? `${shortName(stem)} ${title}` : title;
}

/** The title of a stage, also of one that a report names without holding it. */
function titleOf(stem: string): string {
  return [...stages, ...milestones].find((part) => part.stem === stem)?.title ?? stem;
}

/** `blocked by 02`, `failed`. */
export function statusWords({
  status,
  blockedBy,
}: {
  status: Status;
  blockedBy?: string | undefined;
}): string {
  return status === 'blocked' && blockedBy ? `blocked by ${shortName(blockedBy)}` : status;
}

/** What a notebook gets. */
export const notebookCredit: Readonly<Record<NotebookReport['credit'], string>> = {
  yes: '✓ credit',
  no: '✗ no credit',
  open: '? a person decides',
};

/** The notebooks of a submission in a line: `7 of 11 with credit; no credit: 03 out of order`; undefined without any. */
export function notebookLine({ notebooks }: SubmissionReport): string | undefined {
  if (!notebooks || notebooks.length === 0) return undefined;
  const credited = notebooks.filter(({ credit }) => credit === 'yes').length;
  const named = (wanted: NotebookReport['credit']) =>
    list(
      notebooks
        .filter(({ credit }) => credit === wanted)
        .map(({ stem, state }) => `${shortName(stem)} ${state}`),
    );
  const rest = (['no', 'open'] as const).map((credit) => [notebookCredit[credit].slice(2), named(credit)]);
  const words = rest.filter(([, names]) => names !== '').map(([what, names]) => `; ${what}: ${names}`);
  return `${credited} of ${plural(notebooks.length, 'notebook')} with credit${words.join('')}`;
}

/** The written answers of a submission in a line; undefined without any. */
export function writtenLine({ written }: SubmissionReport): string | undefined {
  if (!written || written.length === 0) return undefined;
  const answered = written.filter(({ status }) => status === 'answered').length;
  return `${answered} of ${plural(written.length, 'written question')} answered, for you to grade`;
}

type Credited = Pick<FunctionReport, 'score' | 'maxScore' | 'blockedBy'>;

/**
 * Follow-through credit in words, one sentence for each earlier stage that had to be replaced.
 *
 * @returns an empty list where every function was tested on the student's own earlier stages
 */
export function followThroughSentences(stage: StageReport): string[] {
  const credited = stage.functions.filter(({ followThrough }) => followThrough);
  const causes = [...new Set(credited.map(({ blockedBy }) => blockedBy ?? stage.blockedBy))];
  return causes.map((cause) => {
    const functions = credited.filter(({ blockedBy }) => (blockedBy ?? stage.blockedBy) === cause);
    const whole = functions.length === stage.functions.length;
    const what = whole ? shortName(stage.stem) : list(functions.map(({ name }) => name));
    return followThroughSentence(what, cause, functions, whole ? 1 : functions.length);
  });
}

/** The same for the milestone, or undefined where the student's own code was trained. */
export function milestoneFollowThrough(milestone: MilestoneReport): string | undefined {
  if (!milestone.followThrough) return undefined;
  return followThroughSentence(`the ${milestone.stem}`, milestone.blockedBy, [milestone], 1);
}

function followThroughSentence(
  what: string,
  cause: string | undefined,
  parts: readonly Credited[],
  count: number,
): string {
  const [score, maxScore] = [total(parts, 'score'), total(parts, 'maxScore')];
  const credit =
    score >= maxScore ? 'full credit' : `${formatPoints(score)} of ${formatPoints(maxScore)} points`;
  const subject = cause ? `Your ${shortName(cause)} is not right` : 'An earlier stage is not right';
  const reference = cause ? `the reference for ${shortName(cause)}` : 'the reference for it';
  return `${subject}, so ${what} ${count > 1 ? 'were' : 'was'} tested on ${reference}: ${credit} for ${what}.`;
}

function total(parts: readonly Credited[], field: 'score' | 'maxScore'): number {
  return parts.reduce((sum, part) => sum + part[field], 0);
}

/** How the student's transformer leaks; undefined when it does not, or could not be examined. */
export function leakSentence({ pictures: { influence } }: SubmissionReport): string | undefined {
  return influence && influence.kind !== 'none' ? influence.sentence : undefined;
}

/** One column of the class: a stage or a milestone. */
export interface Column {
  readonly stem: string;
  readonly title: string;
  readonly maxScore: number;
}

/** The stages and the milestones of a report, in order, with the points as the submissions state them. */
export function columnsOf(report: Report): Column[] {
  const parts = report.submissions.flatMap(partsOf);
  const stems = [...new Set([...report.stages, ...parts.map(({ stem }) => stem)])];
  return stems.map((stem) => {
    const part = parts.find((candidate) => candidate.stem === stem);
    return { stem, title: part?.title ?? titleOf(stem), maxScore: part?.maxScore ?? 0 };
  });
}

/** What a submission got points for: its stages, then its milestones. */
export function partsOf({ stages, milestones }: SubmissionReport): (StageReport | MilestoneReport)[] {
  return [...stages, ...milestones];
}

/** The order of a class list. */
export const { compare: compareNames } = new Intl.Collator('en', { numeric: true });

/** The submissions in the order of a class list. */
export function byName(submissions: readonly SubmissionReport[]): SubmissionReport[] {
  return [...submissions].sort((a, b) => compareNames(a.name, b.name));
}

/** What an interrupted grading says about itself; undefined when it is complete. */
export function interruption({ complete, planned, submissions }: Report): string | undefined {
  if (complete) return undefined;
  const done = plural(submissions.length, 'submission');
  return planned === undefined
    ? `interrupted after ${done}`
    : `interrupted: ${submissions.length} of ${plural(planned, 'submission')} graded`;
}

/** The stamp on everything that was graded without isolation. */
export const notIsolated = 'NOT ISOLATED';

/** What a reader has to know then. */
export function isolationWarning({ isolation }: Pick<Report, 'isolation'>): string | undefined {
  if (isolation !== 'none') return undefined;
  return `${notIsolated}: the submissions ran on the grader’s machine as they were, and may have tampered with it or with these results.`;
}
