/** Runs the cells of a notebook, one after the other. */
import { Script } from 'node:vm';
import { root } from '../root';
import { compileCell, lastValue } from './cell';
import { type Problem, problemOf } from './problem';
import type { ProjectModules } from './project-modules';
import { noVariables } from './variables';

type Run = (exports: object, values: object, require: (name: string) => unknown) => Promise<void>;

export class Cells {
  private readonly variables = noVariables();
  private readonly started: Promise<void>;
  private stop: (reason: Error) => void = () => {};

  constructor(private readonly modules: ProjectModules) {
    this.started = startBackend(modules);
    // The first cell tells of it.
    this.started.catch(() => {});
  }

  /** @returns why it failed; undefined when it did not */
  async execute(source: string): Promise<Problem | undefined> {
    try {
      await this.started;
      await this.run(source);
      return undefined;
    } catch (error) {
      return problemOf(error, root);
    }
  }

  /** Ends the cell that runs, when it waits for something. */
  interrupt(): void {
    this.stop(new Error('Interrupted'));
  }

  private async run(source: string): Promise<void> {
    const { output, imports } = compileCell(source);
    await this.modules.refresh(imports);
    const { exports, values } = this.variables;
    await this.unlessStopped(runnable(output)(exports, values, this.modules.require));
    const value = values[lastValue];
    delete values[lastValue];
    if (value !== undefined && value !== null) console.log(value);
  }

  private async unlessStopped(work: Promise<void>): Promise<void> {
    const stopped = new Promise<never>((_, reject) => {
      this.stop = reject;
    });
    await Promise.race([work, stopped]);
  }
}

/**
 * A function, so that a name may be declared again in another cell; asynchronous, so that a cell may wait; `with`,
 * so that it finds the variables of earlier cells by their names.
 */
function runnable(output: string): Run {
  const text = `(async (exports, values, require) => { with (values) {${output}\n} })`;
  return new Script(text, { filename: 'cell' }).runInThisContext({ breakOnSigint: true });
}

const backend = './lib/backend';

/** Before a student's first tensor: TensorFlow.js greets whoever comes without a backend. */
async function startBackend(modules: ProjectModules): Promise<void> {
  await modules.refresh([backend]);
  await (modules.require(backend) as typeof import('../backend')).startBackend();
}
