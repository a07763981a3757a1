/** From what the grader wrote and what was seen from outside to what each attack achieved. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportSchema, type SubmissionReport } from '../../../grader/report/schema';
import { reversalMilestone } from '../../../lib/course';
import { firstStage } from '../support/submissions';
import { type Attack, secondStage, type WitnessKind, witnessKinds } from './attack';
import type { Outside, Sighting } from './outside';
import { neighbour } from './staging';
import type { Ended } from './start';

/** What came of one attack. */
export interface Finding {
  readonly attack: Attack;
  /** Its row of the report; absent when it has none. */
  readonly result: SubmissionReport | undefined;
  /** What proves that it succeeded. */
  readonly witnesses: readonly Omit<Sighting, 'attack'>[];
}

export interface Findings {
  readonly findings: readonly Finding[];
  /** What no attack alone is to blame for: texts that came alive, canaries, processes, a neighbour that lost points. */
  readonly others: readonly string[];
  readonly milliseconds: number;
}

interface Evidence extends Ended {
  readonly attacks: readonly Attack[];
  readonly out: string;
  readonly outside: Outside;
  readonly sightings: readonly Sighting[];
}

/** What is written about one submission at most, in characters: more is a flood. */
const longest = 300_000;

/**
 * Reads what the grader has written.
 *
 * @throws {Error} when there is no report: the grader itself gave up
 */
export function findingsOf(evidence: Evidence): Omit<Findings, 'milliseconds'> {
  const { attacks, out, outside, sightings, code, stdout, stderr } = evidence;
  const texts = textsIn(out);
  const json = texts.get('report.json');
  if (!json)
    throw new Error(`the grader ended with ${code} and no report:\n${stdout}\n${stderr}`.slice(0, 4_000));
  const { submissions } = reportSchema.parse(JSON.parse(json));
  const findings = attacks.map((attack) => {
    const result = submissions.find((each) => belongs(each, attack));
    const seen = sightings.filter((sighting) => sighting.attack === attack.id);
    return { attack, result, witnesses: [...seen, ...told(result, outside)] };
  });
  const ids = attacks.map(({ id }) => id);
  const read = new Map([...texts, ['what the terminal shows', stdout + stderr]]);
  return {
    findings,
    others: [
      ...sightings
        .filter(({ attack }) => !ids.includes(attack))
        .map(({ kind, detail }) => `${kind}: ${detail}`),
      ...[...read].flatMap(([name, text]) => alive(name, text).map((what) => `${name} holds ${what}`)),
      ...[...read].flatMap(([name, text]) => outside.secretsIn(text).map((what) => `${name} holds ${what}`)),
      ...troublesOf(submissions.find(({ name }) => name === neighbour)),
    ],
  };
}

/** All files of a report by their paths in it; kept results are read, too. */
function textsIn(out: string): Map<string, string> {
  const files = readdirSync(out, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return new Map(paths.map((path) => [path.slice(out.length + 1), readFileSync(path, 'utf8')]));
}

function belongs({ name }: SubmissionReport, { id, submission }: Attack): boolean {
  return submission === undefined ? name === id : name.includes(id);
}

/** What the row of a submission tells: its own words, the canaries in it, too much of anything. */
function told(result: SubmissionReport | undefined, outside: Outside): Omit<Sighting, 'attack'>[] {
  const text = JSON.stringify(result ?? {});
  const own = [...text.matchAll(/WITNESS (left running|[a-z]+)([^"\\]{0,100})/g)].map(([, kind, detail]) => ({
    kind: witnessKinds.find((each) => each === kind) ?? ('reached' satisfies WitnessKind),
    detail: (detail ?? '').trim(),
  }));
  const read = outside.secretsIn(text).map((detail) => ({ kind: 'read' as const, detail }));
  const hints = (result?.stages ?? []).flatMap(({ functions }) => functions.flatMap(({ tests }) => tests));
  const advice = { kind: 'forged' as const, detail: 'advice in the name of the grader' };
  const flood = { kind: 'printed' as const, detail: `${text.length} characters in the report` };
  return [
    ...own.slice(0, 1),
    ...read,
    ...(hints.some(({ hint }) => hint?.includes('FORGED')) ? [advice] : []),
    ...(text.length > longest ? [flood] : []),
  ];
}

/** Text of a submission that does something to whoever reads it. */
function alive(name: string, text: string): string[] {
  const found: string[] = [];
  // A page is checked for markup, what a terminal or an editor shows for signs that it obeys.
  if (name.endsWith('.html') && /<(script|img|iframe|svg)[^<]{0,40}EVIL/i.test(text))
    found.push('live markup');
  if (name.endsWith('.csv') && /(^|,)"?[=+@-][^",\n]*EVIL/m.test(text)) found.push('a live formula');
  if (name.endsWith('.csv') && /^"?EVIL/m.test(text)) found.push('a row that nobody was graded for');
  if (name.endsWith('.json')) return found;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what nobody may obey
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/.test(text)) found.push('control characters');
  if (/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(text)) found.push('direction marks');
  return found;
}

/** Whether somebody honest lost points. */
function troublesOf(result: SubmissionReport | undefined): string[] {
  return stagesWithoutPoints(result, [firstStage, secondStage]).map(
    (stem) => `${neighbour} lost points in ${stem}`,
  );
}

/** The stages of a list that did not get all of their points. */
export function stagesWithoutPoints(
  result: SubmissionReport | undefined,
  stems: readonly string[],
): string[] {
  const full = (stem: string) => {
    const stage = result?.stages.find((each) => each.stem === stem);
    return stage !== undefined && stage.score === stage.maxScore;
  };
  return stems.filter((stem) => !full(stem));
}

/** What is not as the attack says it has to be, in words: nothing when all is well. */
export function differences({ attack, result, witnesses }: Finding): string[] {
  const wrong = witnesses.map(({ kind, detail }) => `WITNESS ${kind} ${detail}`);
  if (!result) return [...wrong, 'has no row in the report'];
  const { status, message } = verdictOf(attack, result);
  const { expected } = attack;
  const statuses: string[] = [expected.status].flat();
  if (!statuses.includes(status)) {
    wrong.push(`is ${status}, not ${statuses.join(' or ')}: ${message.slice(0, 300)}`);
  } else if (!new RegExp(expected.message ?? '', 's').test(message)) {
    wrong.push(`is told as ${JSON.stringify(message.slice(0, 300))}, not as /${expected.message}/`);
  }
  const other = attack.stage === secondStage ? firstStage : secondStage;
  if (status !== 'rejected' && stagesWithoutPoints(result, [other]).length > 0) {
    wrong.push(`cost points in ${other}`);
  }
  return wrong;
}

/** The status of the stage that was attacked, and all that the instructor is told about it. */
export function verdictOf({ stage }: Attack, result: SubmissionReport): { status: string; message: string } {
  if (result.status === 'rejected') return { status: 'rejected', message: result.problem ?? '' };
  const { milestones, notes } = result;
  if (stage === reversalMilestone.stem) {
    const milestone = milestones.find(({ stem }) => stem === stage);
    return { status: milestone?.status ?? 'missing', message: milestone?.sentence ?? '' };
  }
  const row = result.stages.find(({ stem }) => stem === stage);
  const told = row?.functions.flatMap(({ tests }) => tests.map(({ message = '' }) => message)) ?? [];
  const lines = [...notes, row?.problem ?? '', ...new Set(told)].filter((line) => line !== '');
  return { status: row?.status ?? 'missing', message: lines.join('\n') };
}
