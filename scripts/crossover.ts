/**
 * From which number of parameters on native trains faster than wasm: `node lib/cli/run.mjs scripts/crossover.ts
 * [ROUNDS]`. docs/backends.md has the figures, `nativeFrom` in lib/backend/choose.ts the number.
 *
 * Each figure comes from processes of its own, in turns; the median step of each, then the median over rounds.
 */
import { loadavg } from 'node:os';
import type { StepReport } from '../grader/doctor/step';
import { parameterCount } from '../lib/parameters';
import { root } from '../lib/root';
import { lastLine, runProgram } from '../lib/run-program';
import { median, type SpeedSize, type StepTime, speedSizes } from '../lib/speed';

const subjects = ['wasm', 'native'] as const;

/** Steps of one process: enough for a median, fewer where one takes long. */
const stepsOf = (size: SpeedSize): number => (parameterCount(speedSizes[size]) < 400_000 ? 30 : 9);

/** The median step of one process. */
async function timeOnce(subject: string, size: SpeedSize): Promise<StepTime> {
  const words = ['lib/cli/run.mjs', 'grader/doctor/step.ts', subject, size, `${stepsOf(size)}`];
  const ran = await runProgram(process.execPath, [...process.execArgv, ...words], { cwd: root });
  if (!ran.ok) throw new Error(`${subject} ${ran.problem}: ${ran.stderr}`);
  const report: StepReport = JSON.parse(lastLine(ran.stdout));
  if ('problem' in report) throw new Error(`${subject} ${report.problem}`);
  return report;
}

/** One line: the medians over all rounds, and all rounds by the clock. */
async function compare(size: SpeedSize, rounds: number): Promise<void> {
  const times: Record<(typeof subjects)[number], StepTime[]> = { wasm: [], native: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of subjects) times[subject].push(await timeOnce(subject, size));
  }
  const of = (subject: (typeof subjects)[number], kind: keyof StepTime) =>
    times[subject].map((time) => time[kind]);
  const ratio = (kind: keyof StepTime) => (median(of('native', kind)) / median(of('wasm', kind))).toFixed(2);
  const all = subjects.map((name) => `${name} ${of(name, 'clock').map(Math.round).join(' ')}`).join(', ');
  const count = parameterCount(speedSizes[size]).toLocaleString('en');
  console.log(`${size}, ${count} parameters: native takes ${ratio('clock')} of the time of wasm (${all} ms)`);
  console.log(`  and ${ratio('processor')} of the time of the processor; load ${loadavg()[0]?.toFixed(1)}`);
}

const [rounds = '3', ...only] = process.argv.slice(2);
for (const size of Object.keys(speedSizes) as SpeedSize[]) {
  if (only.length === 0 || only.includes(size)) await compare(size, Number(rounds));
}
