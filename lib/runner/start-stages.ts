/** Starts vitest on the stages: with our order, our reporter and the bundle of TensorFlow.js. */
import { startVitest, type Vitest } from 'vitest/node';
import { CourseOrder } from './order';
import type { StageReporter } from './reporter';
import { quickTensorFlow } from './tensorflow';
import { announcing } from './watchdog';

type Arguments = Parameters<typeof startVitest>;

/**
 * @param files - filters for vitest; none for all stages
 * @param options - of vitest, besides what is the same for every command
 * @param more - further plugins, and what else vitest is started with
 */
export async function startStages(
  reporter: StageReporter,
  files: string[],
  options: Arguments[2] & { readonly watch: boolean },
  more: {
    readonly plugins?: NonNullable<NonNullable<Arguments[3]>['plugins']>;
    readonly start?: Arguments[4];
  } = {},
): Promise<Vitest> {
  const run = {
    ...options,
    reporters: [reporter],
    passWithNoTests: true,
    sequence: { sequencer: CourseOrder },
  };
  const plugins = [...(await quickTensorFlow()), announcing(), ...(more.plugins ?? [])];
  return startVitest('test', files, run, { plugins }, more.start);
}
