/** The training curve: the loss, and below it on the same steps the accuracy of both halves. */
import type { TopLevelSpec } from 'vega-lite';
import { chartWidth, colours, type Layer, once, room } from './theme';
import { evenly } from './thin';

/** A training, with the accuracies that the reversal has. */
export interface TrainingCurve {
  /** The loss is null where the code gave no number; the halves are those of the reversal. */
  readonly history: readonly {
    readonly step: number;
    readonly loss: number | null;
    readonly firstHalf?: number | undefined;
    readonly secondHalf?: number | undefined;
  }[];
  readonly chance?: number | undefined;
  /** On held-out text: of the model, then of those it has to come below. */
  readonly losses?: readonly { readonly name: string; readonly loss: number | null }[] | undefined;
}

type History = TrainingCurve['history'];

/** More points than this cannot be told apart at the width of a chart. */
const mostPoints = 200;
const size = { width: chartWidth, height: 110 };

/** Loss per step. */
export function lossChart({ history, losses = [] }: Omit<TrainingCurve, 'chance'>): TopLevelSpec {
  const curve = { mark: { ...line, color: colours.accent }, encoding: { x: steps(null), y: loss } };
  const rivals = losses.slice(1);
  const common = {
    ...size,
    ...room(44, 84, 8, 24),
    name: 'loss',
    data: { values: evenly(history, mostPoints) },
  };
  if (rivals.length === 0) return { ...common, ...curve };
  return {
    ...common,
    layer: [
      curve,
      ...rivals.flatMap((rival, index) => rivalLine(rival, rivals.length > 1 ? 12 * index - 6 : 0)),
    ],
  };
}

/** What the model has to come below, with its name at the end; names of two are moved apart. */
function rivalLine({ name, loss: value }: { name: string; loss: number | null }, shift: number): Layer[] {
  const mark = { type: 'rule' as const, color: colours.muted, strokeDash: [1, 3] };
  return [
    { data: once, mark, encoding: { y: { datum: value } } },
    lineName(name, value ?? 0, shift, colours.text),
  ];
}

/** Accuracy on the batch of each step: of the first half (dashed) and of the second half. */
export function batchAccuracyChart({ history, chance }: TrainingCurve): TopLevelSpec {
  const values = evenly(history, mostPoints);
  return {
    ...size,
    ...room(44, 84, 18, 38),
    data: { values },
    layer: [
      accuracyLine('secondHalf', { color: colours.accent }),
      accuracyLine('firstHalf', { color: colours.text, strokeDash: [4, 3] }),
      ...chanceLine(chance),
      ...lineNames(values),
    ],
  };
}

const line = { type: 'line', strokeWidth: 2 } as const;

const loss = {
  field: 'loss',
  type: 'quantitative',
  scale: { zero: true },
  axis: { title: null, tickCount: 4, domain: false, ticks: false },
} as const;

function steps(title: string | null) {
  const axis = { title, grid: false, tickCount: 6, format: 'd' };
  return { field: 'step', type: 'quantitative', axis, scale: { nice: false } } as const;
}

function accuracyLine(field: string, look: { color: string; strokeDash?: number[] }): Layer {
  const axis = { title: null, values: [0, 0.5, 1], format: '.0%', domain: false, ticks: false };
  const scale = { domain: [0, 1], nice: false };
  const y = { field, type: 'quantitative' as const, scale, axis };
  return { name: field, mark: { ...line, ...look }, encoding: { x: steps('training step'), y } };
}

function chanceLine(chance: number | undefined): Layer[] {
  if (chance === undefined) return [];
  const mark = { type: 'rule' as const, color: colours.muted, strokeDash: [1, 3] };
  return [{ name: 'chance', data: once, mark, encoding: { y: { datum: chance } } }];
}

/** The name of each line at its end, moved apart where the lines meet. */
function lineNames(values: History): Layer[] {
  const last = values.at(-1);
  if (!last) return [];
  const { firstHalf = 0, secondHalf = 0 } = last;
  const gap = secondHalf - firstHalf;
  const shift = Math.abs(gap) > 0.15 ? 0 : gap >= 0 ? 8 : -8;
  return [
    lineName('second half', secondHalf, -shift, colours.accent),
    lineName('first half', firstHalf, shift, colours.text),
  ];
}

function lineName(text: string, value: number, dy: number, color: string): Layer {
  return {
    data: once,
    mark: { type: 'text', text, align: 'left', dx: 6, dy, color },
    encoding: { x: { value: chartWidth }, y: { datum: value } },
  };
}
