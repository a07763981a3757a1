/**
 * Executes every notebook with Jupyter in a copy of the project: on the solutions without an error, or a line on stderr;
 * on the stubs up to the message that something is not written yet.
 */
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { engineFlags } from '../lib/cli/engine.mjs';
import { exitCode, runCommand, UsageError } from '../lib/cli/start';
import { stages } from '../lib/course';
import { writeKernelSpec } from '../lib/notebooks/kernel-spec';
import { notebookFolder } from '../lib/notebooks/source';
import { root } from '../lib/root';
import { runProgram } from '../lib/run-program';
import { tensorFlowBundle } from '../lib/tensorflow/bundle';

/** What a notebook and its kernel need of the project. */
const copied = ['lib', 'configs', 'package.json', 'tsconfig.json'];

/** For all notebooks of one process, in ms. */
const patience = 300_000;

interface Output {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: string[];
  readonly ename?: string;
  readonly evalue?: string;
}

interface Executed {
  readonly cells: readonly {
    readonly execution_count?: number | null;
    readonly outputs?: readonly Output[];
  }[];
}

/** With `--few`, of every four notebooks one on the stubs: they stop in the same way, and that takes a minute for all. */
const few = '--few';

await runCommand(async (args) => {
  await tensorFlowBundle(engineFlags);
  const wanted = args.filter((arg) => arg !== few);
  const stems = stages.map(({ stem }) => stem).filter((stem) => wanted.every((part) => stem.includes(part)));
  const onStubs = stems.filter((_, index) => !args.includes(few) || index % 4 === 0);
  const problems = [
    ...(await problemsOn('solutions', stems, problemsOfSolution)),
    ...(await problemsOn('exercises', onStubs, problemsOfStub)),
  ];
  for (const problem of problems) console.error(problem);
  if (problems.length === 0)
    console.log(`${stems.length} notebooks run on the solutions, ${onStubs.length} stop on the stubs`);
  return problems.length === 0 ? exitCode.ok : exitCode.failed;
});

/** Runs notebooks in a copy of the project with the given files as exercises. */
async function problemsOn(
  exercises: string,
  stems: readonly string[],
  problemsOf: (notebook: Executed) => string[],
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'notebooks-'));
  try {
    await copyProject(exercises, folder);
    const began = performance.now();
    await Promise.all(
      [0, 1].map((half) =>
        execute(
          stems.filter((_, index) => index % 2 === half),
          folder,
        ),
      ),
    );
    console.log(
      `${exercises}: ${stems.length} notebooks in ${((performance.now() - began) / 1000).toFixed(1)} s`,
    );
    return stems.flatMap((stem) => {
      const notebook = JSON.parse(readFileSync(join(folder, 'executed', `${stem}.ipynb`), 'utf8'));
      return problemsOf(notebook).map((problem) => `${stem} on ${exercises}: ${problem}`);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function copyProject(exercises: string, folder: string): Promise<void> {
  for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true });
  cpSync(join(root, exercises), join(folder, 'exercises'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'dir');
  mkdirSync(join(folder, '.cache'));
  // Made once, good for all.
  symlinkSync(join(root, '.cache/tensorflow'), join(folder, '.cache/tensorflow'), 'dir');
  await writeKernelSpec(join(folder, 'jupyter/kernels'), folder);
}

/** Jupyter goes on after an error, so that one look at the outputs tells all. */
async function execute(stems: readonly string[], folder: string): Promise<void> {
  if (stems.length === 0) return;
  const files = stems.map((stem) => join(notebookFolder, `${stem}.ipynb`));
  const options = [
    '--to',
    'notebook',
    '--execute',
    '--allow-errors',
    '--output-dir',
    join(folder, 'executed'),
  ];
  const env = { ...process.env, JUPYTER_PATH: join(folder, 'jupyter') };
  const ran = await runProgram('jupyter', ['nbconvert', ...options, ...files], { env, timeout: patience });
  if (!ran.ok) throw new UsageError(`jupyter nbconvert ${ran.problem}:\n${ran.stderr.slice(-3000)}`);
  // nbformat looks at what it reads and writes, and goes on after what it finds.
  if (/invalid|Warning/.test(ran.stderr)) throw new Error(`jupyter nbconvert warns:\n${ran.stderr}`);
}

function problemsOfSolution({ cells }: Executed): string[] {
  const outputs = cells.flatMap(({ outputs = [] }) => outputs);
  const numbers = cells.flatMap(({ execution_count: number }) => (number === undefined ? [] : [number]));
  return [
    ...outputs.filter(({ output_type }) => output_type === 'error').map(({ evalue }) => `error: ${evalue}`),
    ...outputs.filter(({ name }) => name === 'stderr').map(({ text = [] }) => `stderr: ${text.join('')}`),
    ...(numbers.every((number, index) => number === index + 1) ? [] : ['cells are not numbered 1 to n']),
    ...(outputs.some(({ output_type }) => output_type === 'display_data') ? [] : ['no picture']),
  ];
}

function problemsOfStub({ cells }: Executed): string[] {
  const outputs = cells.flatMap(({ outputs = [] }) => outputs);
  const first = outputs.find(({ output_type }) => output_type === 'error');
  if (first?.evalue?.includes('is not written yet: open exercises/')) return [];
  return [`expected the first error to say what is not written yet, got: ${first?.evalue}`];
}
