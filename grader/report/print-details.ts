/** What the terminal says about one submission: stages, root causes, failed tests. */
import chalk from 'chalk';
import { diagnosisLines } from '../../lib/diagnosis/wording';
import { cleanLine, cleanText, cutText } from '../clean';
import { causesTitle, consequences, type RootCause, rootCauses } from './causes';
import { adviceOf, type FailureGroup, failureGroups } from './failures';
import { paint, stageTable } from './print-tables';
import type { FunctionReport, StageReport, SubmissionReport, TestReport } from './schema';
import { wrap } from './terminal-text';
import {
  followThroughSentences,
  formatPoints,
  leakSentence,
  list,
  milestoneFollowThrough,
  notebookLine,
  plural,
  shortName,
  statusSigns,
  writtenLine,
} from './wording';

/** Most characters of what the code of one stage printed. */
const outputLimit = 2000;

/** The sections on one submission, each at most `columns` wide. */
export function details(submission: SubmissionReport, columns: number, verbose: boolean): string[] {
  const notes = submission.notes.map((note) => wrap(`note: ${cleanText(note)}`, columns));
  if (submission.status === 'rejected') {
    const why = cleanText(submission.problem ?? 'no reason given');
    return [wrap(`${statusSigns.failed} not graded: ${why}`, columns), ...notes];
  }
  return [
    stageTable(submission),
    ...milestoneSentences(submission, columns),
    ...leak(submission, columns),
    ...section(causesTitle(rootCauses(submission)), causes(submission, columns)),
    ...section('Credit that followed through', credits(submission, columns)),
    ...section(
      'Tests that did not pass',
      submission.stages.flatMap((stage) => failures(stage, columns)),
    ),
    ...section(
      'Advice, costs no points',
      submission.stages.flatMap((stage) => stageAdvice(stage, columns)),
    ),
    ...(verbose
      ? section(
          'Printed by the code',
          submission.stages.flatMap((stage) => output(stage, columns)),
        )
      : []),
    ...[notebookLine(submission), writtenLine(submission)].flatMap((line) =>
      line ? [wrap(line, columns)] : [],
    ),
    ...notes,
  ];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [[chalk.bold(title), ...lines].join('\n')];
}

function milestoneSentences({ milestones }: SubmissionReport, columns: number): string[] {
  return milestones.map(({ title, status, sentence }) =>
    paint(status, wrap(cleanText(`${title}. ${sentence}`), columns)),
  );
}

function leak(submission: SubmissionReport, columns: number): string[] {
  const sentence = leakSentence(submission);
  return sentence ? [wrap(cleanText(sentence), columns)] : [];
}

function causes(submission: SubmissionReport, columns: number): string[] {
  return rootCauses(submission).flatMap((cause, index) => {
    const label = `${index + 1}. ${causeTitle(cause)}: ${cause.status}${lostWords(cause.lost)}`;
    const why = cause.status === 'not started' ? undefined : (cause.hint ?? cause.fact);
    return [
      paint(cause.status, wrap(cleanLine(label), columns, '  ')),
      ...(why ? [wrap(cleanText(why), columns, '     ')] : []),
      ...consequenceLine(cause, submission, columns),
    ];
  });
}

function causeTitle({ stage, functions }: RootCause): string {
  const names = list(functions.map(({ name }) => name));
  return names ? `${names} in ${shortName(stage.stem)}` : shortName(stage.stem);
}

function lostWords(lost: number): string {
  return lost > 0 ? `, ${plural(Number(formatPoints(lost)), 'point')} to gain` : '';
}

/** Said once for each stage: with the first of its causes. */
function consequenceLine(cause: RootCause, submission: SubmissionReport, columns: number): string[] {
  const first = rootCauses(submission).find(({ stage }) => stage.stem === cause.stage.stem);
  const touched = consequences(cause.stage.stem, submission).map(({ stem }) => shortName(stem));
  if (touched.length === 0 || first?.functions[0]?.name !== cause.functions[0]?.name) return [];
  return [chalk.dim(wrap(`It also stands in the way of ${list(touched)}.`, columns, '     '))];
}

function credits({ stages, milestones }: SubmissionReport, columns: number): string[] {
  const sentences = [
    ...stages.flatMap(followThroughSentences),
    ...milestones.flatMap((milestone) => milestoneFollowThrough(milestone) ?? []),
  ];
  return sentences.map((sentence) => wrap(sentence, columns, '  '));
}

function failures(stage: StageReport, columns: number): string[] {
  if (stage.problem) {
    return [`  ${shortName(stage.stem)} ${stage.title}`, wrap(cleanText(stage.problem), columns, '    ')];
  }
  return stage.functions.flatMap((exercise) => functionFailures(stage, exercise, columns));
}

function functionFailures(stage: StageReport, exercise: FunctionReport, columns: number): string[] {
  const groups = failureGroups(exercise);
  if (groups.length === 0) return [];
  const lines = groups.flatMap((group) => groupLines(group, columns));
  return [`  ${shortName(stage.stem)} ${exercise.name}`, ...diagnosis(exercise, columns), ...lines];
}

function diagnosis({ name, diagnosis: found }: FunctionReport, columns: number): string[] {
  if (!found) return [];
  return diagnosisLines(found, name).map((line) => chalk.yellow(wrap(cleanText(line), columns, '    ')));
}

function groupLines({ tests, outcome, message, hint }: FailureGroup, columns: number): string[] {
  const claims = tests.map((test) => {
    const claim = `${statusSigns[outcome]} ${titleOf(test)}`;
    return paint(
      outcome,
      wrap(cleanLine(outcome === 'failed' ? claim : `${claim}: ${outcome}`), columns, '    '),
    );
  });
  return [...claims, ...reasons({ message, hint }, columns)];
}

function titleOf({ title, hidden }: TestReport): string {
  return `${title}${hidden ? ' (hidden)' : ''}`;
}

function reasons({ message, hint }: Pick<TestReport, 'message' | 'hint'>, columns: number): string[] {
  return [
    ...(message ? [wrap(cleanText(message), columns, '      ')] : []),
    ...(hint ? [wrap(`hint: ${cleanText(hint)}`, columns, '      ')] : []),
  ];
}

function stageAdvice({ stem, functions }: StageReport, columns: number): string[] {
  return functions.flatMap((exercise) => {
    const advice = adviceOf(exercise);
    if (advice.length === 0) return [];
    const lines = advice.flatMap((test) => [
      wrap(cleanLine(titleOf(test)), columns, '    '),
      ...reasons(test, columns),
    ]);
    return [`  ${shortName(stem)} ${exercise.name}`, ...lines];
  });
}

function output({ stem, output: printed }: StageReport, columns: number): string[] {
  if (!printed) return [];
  const { text, omitted } = cutText(printed, outputLimit);
  const rest = omitted > 0 ? [`    … ${plural(omitted, 'character')} more`] : [];
  return [`  ${shortName(stem)}`, wrap(text.trimEnd(), columns, '    '), ...rest];
}
