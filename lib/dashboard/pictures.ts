/** The charts of the runs that are shown. */
import { type Curve, type CurvesOptions, curvesChart } from '../charts/curves';
import { draw } from '../charts/render';
import { runColour } from '../charts/run-colours';
import { evenly, groupMeans } from '../charts/thin';
import type { RunRecord } from '../language-model/read-run';
import type { Evaluation } from '../optimisation';
import type { Picture } from './view';

export interface Coloured {
  readonly run: RunRecord;
  readonly colour: number;
}

/** Loss, perplexity, learning rate and pace of all runs together; none when there is nothing to draw. */
export async function picturesOf(runs: readonly Coloured[]): Promise<Picture[]> {
  const curves = runs.map(curvesOf);
  const group = Math.max(0, ...curves.map((each) => each.group));
  if (group === 0) return [];
  const lastStep = Math.max(...runs.flatMap(({ run }) => run.metrics.at(-1)?.step ?? []));
  const means = group > 1 ? `; a point is the mean of up to ${group} steps` : '';
  const of = (name: Name) => curves.map((each) => each[name]);
  return Promise.all([
    picture('Loss', `Thin: training${means}. Thick: validation. In nats per token.`, {
      curves: [...of('training'), ...of('validation')],
      options: { format: '~g', lastStep },
    }),
    picture('Perplexity', 'On validation text: among how many tokens the model chooses, so to speak.', {
      curves: of('perplexity'),
      options: { format: '~g', log: true, lastStep },
    }),
    picture('Learning rate', 'As learningRate gave it.', {
      curves: of('learningRate'),
      options: { format: '~g', zero: true, lastStep },
    }),
    picture('Tokens per second', `While a step is computed${means}.`, {
      curves: of('pace'),
      options: { format: '~s', zero: true, lastStep },
    }),
  ]);
}

type Name = 'training' | 'validation' | 'perplexity' | 'learningRate' | 'pace';

interface Drawing {
  readonly curves: readonly Curve[];
  readonly options: CurvesOptions;
}

async function picture(title: string, caption: string, { curves, options }: Drawing): Promise<Picture> {
  const nothing = curves.every(({ points }) => points.length === 0);
  if (nothing) return { title, caption: 'Nothing yet: there was no look at the validation text.', svg: '' };
  return { title, caption, svg: await draw(curvesChart(curves, options)) };
}

function curvesOf({ run, colour: index }: Coloured) {
  const colour = runColour(index);
  const groups = groupMeans(run.metrics, ({ loss, learningRate, tokensPerSecond }) => [
    loss,
    learningRate,
    tokensPerSecond,
  ]);
  const mean = (at: number, quiet = false): Curve => ({
    colour,
    quiet,
    points: groups.map(({ last, means }) => ({ step: last.step, value: means[at] ?? 0 })),
  });
  const looked = evenly(run.metrics.filter(({ validation }) => validation));
  const look = (key: keyof Evaluation): Curve => ({
    colour,
    // JSON has `null` for what is no number.
    points: looked.map(({ step, validation }) => ({ step, value: validation?.[key] ?? Number.NaN })),
  });
  return {
    group: groups.length === 0 ? 0 : Math.ceil(run.metrics.length / groups.length),
    training: mean(0, true),
    validation: look('loss'),
    perplexity: look('perplexity'),
    learningRate: mean(1),
    pace: mean(2),
  };
}
