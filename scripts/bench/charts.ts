/** The pictures of the page. */
import type { TopLevelSpec } from 'vega-lite';
import { chartWidth, colours, room } from '../../lib/charts/theme';
import { type GradedClass, type Grading, groupsOf } from './grading';
import type { InUse } from './memory';
import { type StepTimes, subjects } from './steps';

/** A training step on everything, as bars; the scale is logarithmic. */
export function stepChart({ clock }: StepTimes): TopLevelSpec {
  const measured = subjects.flatMap((subject) => {
    const time = clock[subject];
    return time
      ? [{ subject, ms: time.median, low: time.low, high: time.high, own: subject === 'wasm' }]
      : [];
  });
  const y = {
    field: 'subject',
    type: 'nominal',
    sort: [...subjects],
    axis: { title: null, ticks: false, labelLimit: 400 },
  } as const;
  const smallest = Math.min(...measured.map(({ low }) => low)) / 2;
  return {
    width: chartWidth,
    height: 24 * measured.length,
    ...room(150, 60, 4, 44),
    data: { values: measured },
    layer: [
      {
        mark: { type: 'bar' },
        encoding: {
          x: {
            field: 'ms',
            type: 'quantitative',
            scale: { type: 'log', domainMin: smallest, nice: false },
            axis: { title: 'ms, logarithmic', grid: false, tickCount: 4 },
          },
          x2: { datum: smallest },
          y,
          color: {
            field: 'own',
            type: 'nominal',
            scale: { domain: [true, false], range: [colours.accent, colours.quiet] },
            legend: null,
          },
        },
      },
      {
        mark: { type: 'rule', stroke: colours.text },
        encoding: { x: { field: 'low', type: 'quantitative' }, x2: { field: 'high' }, y },
      },
      {
        mark: { type: 'text', align: 'left', dx: 6, fill: colours.text, fontSize: 13 },
        encoding: {
          x: { field: 'high', type: 'quantitative' },
          y,
          text: { field: 'ms', type: 'quantitative', format: '.3~r' },
        },
      },
    ],
  };
}

/** Seconds for classes of several sizes. */
export function gradingChart(grading: Grading): TopLevelSpec {
  const values = groupsOf(grading).flatMap(([group, classes]) =>
    classes.map(({ submissions, seconds }: GradedClass) => ({ group, submissions, seconds })),
  );
  const axis = { grid: false, tickCount: 4 };
  return {
    width: chartWidth,
    height: 180,
    ...room(60, 16, 8, 44),
    data: { values },
    mark: { type: 'line', point: true },
    encoding: {
      x: {
        field: 'submissions',
        type: 'quantitative',
        scale: { type: 'log' },
        axis: { ...axis, title: 'submissions, logarithmic' },
      },
      y: {
        field: 'seconds',
        type: 'quantitative',
        scale: { type: 'log' },
        axis: { ...axis, title: 'seconds, logarithmic' },
      },
      strokeDash: { field: 'group', type: 'nominal', legend: null },
    },
  };
}

/** Bytes of all tensors over a long training. */
export function memoryChart(memory: readonly InUse[]): TopLevelSpec {
  return {
    width: chartWidth,
    height: 120,
    ...room(70, 16, 8, 44),
    data: { values: memory.map(({ steps, bytes }) => ({ steps, kilobytes: bytes / 1000 })) },
    mark: { type: 'line', point: true, color: colours.accent },
    encoding: {
      x: { field: 'steps', type: 'quantitative', axis: { title: 'steps', grid: false, tickCount: 4 } },
      y: {
        field: 'kilobytes',
        type: 'quantitative',
        scale: { zero: true },
        axis: { title: 'kB in tensors', grid: false, tickCount: 4 },
      },
    },
  };
}
