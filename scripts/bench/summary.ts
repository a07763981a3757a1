/** The figures as lines of text, for the terminal. */

import { flopsOf, speedSizes } from '../../grader/speed';
import { parameterCount } from '../../lib/parameters';
import { type GradedClass, groupsOf, secondsEach } from './grading';
import type { Results } from './results';
import { ratioOf, type Spread } from './spread';
import { type StepTimes, subjects } from './steps';

/** One line for each figure. */
export function summaryOf(results: Results): string[] {
  const { machine, rounds } = results;
  return [
    `${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}; load ${machine.load} at the start; ${rounds} rounds`,
    ...(results.steps ?? []).flatMap((times) => ['', ...stepLines(times, results.peak)]),
    ...profileLines(results),
    ...startLines(results),
    ...gradingLines(results),
    ...memoryLines(results),
  ];
}

function stepLines({ size, clock, missing }: StepTimes, peak: Spread | undefined): string[] {
  const { wasm } = clock;
  const millions = (parameterCount(speedSizes[size]) / 1e6).toFixed(2);
  const share = wasm && peak && flopsOf(speedSizes[size]) / (wasm.median / 1000) / peak.median;
  return [
    `a training step, ${size} (${millions} M parameters, ${Math.round(flopsOf(speedSizes[size]) / 1e6)} MFLOP)${share ? `, ${percent(share)} of the SIMD peak` : ''}`,
    ...subjects.map((subject) => {
      const time = clock[subject];
      if (!time) return `  ${subject.padEnd(20)} ${missing[subject] ?? 'not measured'}`;
      const ratio = wasm && subject !== 'wasm' ? `  wasm is ${range(ratioOf(time, wasm), 2)} × as fast` : '';
      return `  ${subject.padEnd(20)} ${range(time, 1)} ms${ratio}`;
    }),
  ];
}

function profileLines({ profiles = [], peak }: Results): string[] {
  return profiles.flatMap(({ size, products, otherKernels, rest, productSpeed }) => {
    const ofPeak = peak ? `, ${percent(productSpeed / peak.median)} of the SIMD peak` : '';
    return [
      '',
      `where a step of ${size} goes, on wasm`,
      `  products of matrices ${products.toFixed(1)} ms (${(productSpeed / 1e9).toFixed(1)} GFLOP/s${ofPeak})`,
      `  other kernels        ${otherKernels.toFixed(1)} ms`,
      `  TensorFlow.js        ${rest.toFixed(1)} ms`,
    ];
  });
}

function startLines({ startUp }: Results): string[] {
  if (!startUp) return [];
  const { ready, student } = startUp;
  const rows = [
    ['packages to backend ready', ready.packages],
    ['bundle to backend ready', ready.bundle],
    ...Object.entries(student),
  ] as [string, Spread][];
  return ['', ...rows.map(([name, time]) => `${name.padEnd(28)} ${range(time, 0)} ms`)];
}

function gradingLines({ grading }: Results): string[] {
  if (!grading) return [];
  const lines = groupsOf(grading).flatMap(([name, classes]) => [
    ...classes.map(({ submissions, seconds }) => `${name}: ${submissions} in ${seconds.toFixed(1)} s`),
    ...(classes.length > 1 ? [`${name}: ${eachLine(classes)}`] : []),
  ]);
  return [
    '',
    `grading, ${grading.isolated ? 'isolated' : 'NOT ISOLATED'}`,
    ...lines.map((line) => `  ${line}`),
  ];
}

function eachLine(classes: readonly GradedClass[]): string {
  const each = secondsEach(classes);
  return `${each.toFixed(2)} s for one more, ${Math.round(3600 / each)} an hour`;
}

function memoryLines({ memory }: Results): string[] {
  const [first, last] = [memory?.[0], memory?.at(-1)];
  if (!first || !last) return [];
  const kept = last.bytes - first.bytes;
  return [
    '',
    `after ${first.steps} and ${last.steps} steps: ${first.tensors} and ${last.tensors} tensors, ${kept} bytes more, memory of the backend ${first.heap} and ${last.heap} MiB, of the process ${first.process} and ${last.process} MiB`,
  ];
}

const percent = (share: number): string => `${Math.round(100 * share)}%`;

/** The middle, and in brackets from where to where. */
function range({ median, low, high }: Spread, digits: number): string {
  return `${median.toFixed(digits)} (${low.toFixed(digits)}–${high.toFixed(digits)})`;
}
