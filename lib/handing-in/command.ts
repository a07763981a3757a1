/** `npm run submit`: looks at everything, says what is missing, and packs what is there. It never sends anything. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { interruptible } from '../cli/interruptible';
import { exitCode, UsageError, userFolder } from '../cli/start';
import { runsFolder } from '../language-model/run-folder';
import { findPython, jupyterAdvice } from '../notebooks/python';
import { root } from '../root';
import { lastLine, runProgram } from '../run-program';
import type { StageStatus } from '../runner/status-command';
import { writeWhole } from '../whole-file';
import { type Collected, collect, megabytes } from './collect';
import { submissionLimits } from './limits';
import { modelsFile, modelsReport } from './models';
import { receiptOf } from './receipt';
import { runNotebooks } from './run-notebooks';
import { stateLines, zipLines } from './show';
import { stateOf } from './state';
import { zipOf } from './zip';

interface Flags {
  readonly run?: true;
  readonly out: string;
}

/** What is asked of the rest of the project; tests answer for it. */
export interface Project {
  readonly root: string;
  readonly runs: string;
  readonly stages: () => Promise<StageStatus[]>;
  /** The largest zip. */
  readonly zipBytes: number;
}

/**
 * @param args - `--run`, `--out FILE`
 * @returns 0 when there is a zip, whatever is missing in it; 1 when it would be too large; 130 after Ctrl-C
 */
export async function submitCommand(args: string[], project: Project = thisProject): Promise<number> {
  const { run, out } = readFlags(args);
  const path = resolve(userFolder(), out);
  console.error('testing all stages …');
  const statuses = await project.stages();
  if (run && !(await interruptible((signal) => runBegun(project.root, statuses, signal)))) {
    console.error('Interrupted: notebooks that were run are kept, nothing was packed.');
    return exitCode.interrupted;
  }
  const collected = withModels(collect(project.root), project.runs);
  const state = stateOf(collected, statuses);
  for (const line of stateLines(state)) console.log(line);
  const bytes = await zipOf(collected.packed);
  if (bytes.length > project.zipBytes) return tooLarge(bytes.length, project.zipBytes, collected);
  const receipt = receiptOf({ path, bytes }, collected, state);
  const receiptPath = `${path.replace(/\.zip$/i, '')}.receipt.json`;
  writeWhole(path, bytes);
  writeWhole(receiptPath, `${JSON.stringify(receipt, null, 2)}\n`);
  for (const line of zipLines(receipt, `${receipt.file.replace(/\.zip$/i, '')}.receipt.json`))
    console.log(line);
  return exitCode.ok;
}

function readFlags(args: readonly string[]): Flags {
  const flags = new Command('npm run submit --')
    .description('Checks your work and packs it into a zip to hand in. Nothing is sent anywhere.')
    .option('--run', 'first runs all notebooks of the stages you have begun, each from top to bottom')
    .option('-o, --out <file>', 'where the zip goes', 'submission.zip')
    .option('-v, --verbose', 'where an error came from, in full')
    .allowExcessArguments(false)
    .exitOverride()
    .parse(args as string[], { from: 'user' })
    .opts<Flags>();
  if (!/\.zip$/i.test(flags.out)) throw new UsageError(`--out ${flags.out}: give a name that ends in .zip`);
  return flags;
}

/** @returns false when it was interrupted */
async function runBegun(
  folder: string,
  statuses: readonly StageStatus[],
  signal: AbortSignal,
): Promise<boolean> {
  const python = await findPython();
  if (!python) throw new UsageError(jupyterAdvice);
  const begun = statuses.filter(({ status }) => status !== 'not started').map(({ stem }) => stem);
  await runNotebooks(folder, begun, python, signal);
  return !signal.aborted;
}

function withModels({ packed, omitted }: Collected, runs: string): Collected {
  const report = modelsReport(runs);
  if (report === undefined) return { packed, omitted };
  return { packed: [...packed, { path: modelsFile, bytes: Buffer.from(report) }], omitted };
}

function tooLarge(bytes: number, most: number, { packed }: Collected): number {
  const largest = [...packed].sort((a, b) => b.bytes.length - a.bytes.length).slice(0, 3);
  const words = largest.map((file) => `${file.path} (${megabytes(file.bytes.length)})`).join(', ');
  console.error(
    `error: the zip would have ${megabytes(bytes)}, more than ${megabytes(most)}: make these smaller: ${words}`,
  );
  return exitCode.failed;
}

/** In a process of its own: an endless loop in a function cannot be ended from inside. */
async function stagesOfThisProject(): Promise<StageStatus[]> {
  const line = ['--enable-source-maps', 'lib/cli/run.mjs', 'lib/cli/stage-status.ts'];
  const { stdout, stderr } = await runProgram(process.execPath, line, { cwd: root, timeout: 600_000 });
  const found = stdout.split('\n').filter((text) => text.startsWith('[{"stem":'));
  if (found.length > 0) return JSON.parse(found.at(-1) ?? '') as StageStatus[];
  throw new Error(`the tests did not run: ${lastLine(stderr) || 'try npm test'}`);
}

const thisProject: Project = {
  root,
  runs: runsFolder,
  stages: stagesOfThisProject,
  zipBytes: submissionLimits.zipBytes,
};
