/** Reads an older report, to compare a new one with. */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../lib/cli/start';
import { type Report, reportSchema, reportVersion } from '../report/schema';
import { slimOf } from '../report/slim';

/**
 * The report in a folder, without tests and pictures.
 *
 * @param out - where the new report goes
 * @throws {UsageError} when there is none that could be compared with
 */
export function readOldReport(folder: string, out: string): Report {
  if (sameFolder(folder, out)) {
    throw new UsageError(`${folder} is where the new report goes: give another --out to compare with it`);
  }
  const found = parse(read(folder), folder);
  const { version } = (found ?? {}) as { version?: unknown };
  if (version !== reportVersion) {
    const which = version === undefined ? 'of no version' : `of version ${version}`;
    throw new UsageError(`${folder} holds a report ${which}, this grader reads version ${reportVersion}`);
  }
  const report = reportSchema.safeParse(found);
  if (!report.success)
    throw new UsageError(`${folder} holds a report.json that is not as the grader wrote it`);
  return { ...report.data, submissions: report.data.submissions.map(slimOf) };
}

/** Also when one of them is a link to the other. */
function sameFolder(a: string, b: string): boolean {
  return a === b || (existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b));
}

function read(folder: string): string {
  try {
    return readFileSync(join(folder, 'report.json'), 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code;
    if (why !== 'ENOENT' && why !== 'ENOTDIR') throw new UsageError(`${folder} cannot be read (${why})`);
    throw new UsageError(`${folder} holds no report.json: give the folder of an older grading for --diff`);
  }
}

function parse(text: string, folder: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${folder} holds a damaged report.json: grade into that folder again with --resume`);
  }
}
