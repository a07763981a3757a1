/** A training on the reversal task beside its control: a training that can teach nothing. */
import { setImmediate } from 'node:timers/promises';
import type { TransformerParams } from '../parameters';
import { Random } from '../random';
import { disposeTensors } from '../training';
import { type ReversalTraining, reversalSteps, type Transformer } from './train';

export interface ControlledTrainingOptions {
  readonly transformer: Transformer;
  /** Fixes the initial weights and every batch of the training. */
  readonly seed: number;
  /** The same for the control. */
  readonly controlSeed: number;
}

export interface ControlledTraining extends ReversalTraining {
  /** The parameters after as many steps towards targets that say nothing. The caller disposes them. */
  readonly shuffled: TransformerParams;
}

const turnStream = 6;

/**
 * Trains two models of the same code: one towards the reversal, one towards shuffled targets. They take turns step by
 * step, in a random order within each pair of steps, until the first one is done: the code reads the same kind of strings for
 * both, so neither the number of a call nor its place tells which of them it is. Each ends with the weights that it
 * would have alone.
 *
 * @throws as `trainReversal`
 */
export async function trainWithControl(options: ControlledTrainingOptions): Promise<ControlledTraining> {
  const { transformer, seed, controlSeed } = options;
  const over = new AbortController();
  const training = new Turns(reversalSteps({ transformer, seed }));
  const control = new Turns(
    reversalSteps({ transformer, seed: controlSeed, targets: 'shuffled', signal: over.signal }),
  );
  const order = new Random(seed, turnStream);
  try {
    while (!training.result) {
      for (const each of order.shuffle([training, control])) await each.next();
      await setImmediate();
    }
    over.abort();
    while (!control.result) await control.next();
    return { ...training.result, shuffled: control.result.params };
  } catch (error) {
    await training.abandon();
    await control.abandon();
    throw error;
  }
}

/** One of the two trainings. */
class Turns {
  /** What it came to, when it is over. */
  result: ReversalTraining | undefined;

  constructor(private readonly steps: AsyncGenerator<void, ReversalTraining, void>) {}

  /** One step more, unless it is over. */
  async next(): Promise<void> {
    if (this.result) return;
    const { done, value } = await this.steps.next();
    if (done) this.result = value;
  }

  /** Leaves no tensor behind. */
  async abandon(): Promise<void> {
    disposeTensors(this.result?.params);
    await this.steps.return(undefined as never);
  }
}
