/** Which backends of TensorFlow.js work on a machine, and how fast each is. */
import chalk from 'chalk';
import { type BackendName, backendOrder } from '../../lib/backend/choose';
import { root } from '../../lib/root';
import { lastLine, type Ran, runProgram } from '../../lib/run-program';
import type { SpeedSize } from '../speed';
import type { StepReport } from './step';

/** What was found of one backend: the milliseconds of a training step, or why there is none. */
export interface BackendFinding {
  readonly name: BackendName;
  readonly found: { readonly problem: string } | { readonly step: number };
}

/** The model that is trained: the reversal's. */
const size: SpeedSize = 'SMALL';
/** At most so many steps, and so many milliseconds of them, start not included. */
const [steps, budget] = [40, 1500];
/** A backend that has not answered by then is reported, in ms. */
const patience = 15_000;

/** Tries every backend, one after another, each in a process of its own: it may crash or hang. */
export async function findBackends(
  run: (name: BackendName) => Promise<Ran> = runStep,
): Promise<BackendFinding[]> {
  const findings: BackendFinding[] = [];
  for (const name of backendOrder()) findings.push({ name, found: findingIn(await run(name)) });
  return findings;
}

function runStep(name: BackendName): Promise<Ran> {
  const args = ['lib/cli/run.mjs', 'grader/doctor/step.ts', name, size, `${steps}`, `${budget}`];
  return runProgram(process.execPath, args, { cwd: root, timeout: patience });
}

function findingIn({ ok, problem, stdout, stderr }: Ran): BackendFinding['found'] {
  if (!ok) return { problem: [problem, lastLine(stderr)].filter(Boolean).join(': ') };
  const report: StepReport = JSON.parse(lastLine(stdout));
  return 'problem' in report ? report : { step: report.clock };
}

/** What is printed, in lines. */
export function backendLines(findings: readonly BackendFinding[]): string[] {
  const slowest = findings.find(({ name }) => name === 'cpu')?.found;
  return [
    "backends, and a training step of the reversal's model on each:",
    ...findings.flatMap(({ name, found }) =>
      'problem' in found
        ? [chalk.yellow(`✗ ${name} ${found.problem}`), `  → ${fixOf[name]}`]
        : [`${chalk.green('✓')} ${name}: ${found.step.toFixed(1)} ms${comparison(found, slowest)}`],
    ),
  ];
}

function comparison(found: { step: number }, slowest: BackendFinding['found'] | undefined): string {
  if (!slowest || slowest === found || 'problem' in slowest) return '';
  return `, ${(slowest.step / found.step).toFixed(1)} times as fast as cpu`;
}

const fixOf: Readonly<Record<BackendName, string>> = {
  native: 'npm run native builds it, or says what is missing; models of the homework need no native',
  wasm: 'npm ci puts its package in place again',
  cpu: 'npm ci puts its package in place again',
};
