/** Reads an older report, to compare a new one with. */
import { createReadStream, existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { UsageError } from '../../lib/cli/start';
import {
  type Report,
  reportSchema,
  reportVersion,
  type SubmissionReport,
  submissionSchema,
} from '../report/schema';
import { slimOf } from '../report/slim';

/**
 * The report in a folder, without tests and pictures. One full submission is in memory at a time.
 *
 * @param out - where the new report goes
 * @throws {UsageError} when there is none that could be compared with
 */
export async function readOldReport(folder: string, out: string): Promise<Report> {
  if (sameFolder(folder, out)) {
    throw new UsageError(`${folder} is where the new report goes: give another --out to compare with it`);
  }
  try {
    return await readSlim(folder);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if (error instanceof SyntaxError) {
      throw new UsageError(
        `${folder} holds a damaged report.json: grade into that folder again with --resume`,
      );
    }
    const why = (error as NodeJS.ErrnoException).code;
    if (why !== 'ENOENT' && why !== 'ENOTDIR') throw new UsageError(`${folder} cannot be read (${why})`);
    throw new UsageError(`${folder} holds no report.json: give the folder of an older grading for --diff`);
  }
}

/** Also when one of them is a link to the other. */
function sameFolder(a: string, b: string): boolean {
  return a === b || (existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b));
}

/** The lines by which `writeReport` lays out the list of submissions, its last key. */
const layout = { list: '  "submissions": [', begin: '    {', end: /^ {4}\},?$/ };

async function readSlim(folder: string): Promise<Report> {
  const submissions: SubmissionReport[] = [];
  let head = '';
  let one = '';
  let inList = false;
  for await (const line of linesOf(join(folder, 'report.json'))) {
    if (one === '' && !(inList && line === layout.begin)) head += line;
    else one += line;
    if (line === layout.list) {
      inList = true;
      checkVersion(JSON.parse(`${head}]}`), folder);
    }
    if (one !== '' && layout.end.test(line)) {
      submissions.push(slimOf(checked(submissionSchema, JSON.parse(one.replace(/,$/, '')), folder)));
      one = '';
    }
  }
  // One that was laid out by another hand is all head.
  const rest = JSON.parse(head + one);
  checkVersion(rest, folder);
  const report = checked(reportSchema, rest, folder);
  return { ...report, submissions: [...report.submissions.map(slimOf), ...submissions] };
}

function checkVersion(head: { version?: unknown }, folder: string): void {
  if (head.version === reportVersion) return;
  const which = head.version === undefined ? 'of no version' : `of version ${head.version}`;
  throw new UsageError(`${folder} holds a report ${which}, this grader reads version ${reportVersion}`);
}

function checked<T>(schema: z.ZodType<T>, value: unknown, folder: string): T {
  const { success, data } = schema.safeParse(value);
  if (success) return data;
  throw new UsageError(`${folder} holds a report.json that is not as the grader wrote it`);
}

/** Split at line feeds alone: JSON has them between values only, other breaks may be part of what a student wrote. */
async function* linesOf(path: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(path, 'utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  yield rest;
}
