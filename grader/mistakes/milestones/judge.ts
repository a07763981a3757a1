/** One training of a milestone for the table of the maintainers: what is graded, and with which seed. */
import { taskOf } from '../../../lib/milestones';
import { localLearner } from '../../../lib/milestones/learner';
import { purposesOf, runMilestone } from '../../../lib/milestones/run';
import { disposeTensors } from '../../../lib/training';
import { kinshipOf } from '../../criteria/provenance';
import { bank } from '../bank';
import { stagesWith } from './compile';

/** The solution, or one mistake of the bank; on one seed. */
export interface Trial {
  readonly milestone: string;
  readonly mistake?: string | undefined;
  readonly seed: number;
}

/** What came of it: small enough for a line of a file. */
export interface Result extends Trial {
  readonly passed: boolean;
  readonly reason: string;
  readonly sentence: string;
  /** Of each statement: hits and trials. */
  readonly hits: readonly (readonly [name: string, hits: number, trials: number])[];
  readonly losses: readonly (readonly [name: string, loss: number])[];
  /** Cosine of the weights before and after. */
  readonly kinship?: number | undefined;
  readonly seconds: number;
}

/**
 * Trains and judges, as the grader does, in this process and without the look of the reference.
 *
 * @param shuffled - whether what passes is trained once more, on shuffled targets
 */
export async function judgeTrial(trial: Trial, shuffled = true): Promise<Result> {
  const mistake = bank.find(({ id }) => id === trial.mistake);
  if (trial.mistake !== undefined && !mistake) throw new RangeError(`Unknown mistake "${trial.mistake}"`);
  const began = performance.now();
  const spent = () => Math.round((performance.now() - began) / 100) / 10;
  try {
    const learner = localLearner(stagesWith(mistake));
    const options = { purpose: purposesOf(trial.seed), shuffled };
    const { verdict, trained } = await runMilestone(taskOf(trial.milestone), learner, options);
    const kinship = trained && kinshipOf(trained.start, trained.params);
    disposeTensors([trained?.start, trained?.params]);
    const { passed, reason, sentence, statements, losses } = verdict;
    return {
      ...trial,
      passed,
      reason,
      sentence,
      hits: statements.map(({ name, hits, trials }) => [name, hits, trials] as const),
      losses: losses.map(({ name, loss }) => [name, loss] as const),
      kinship,
      seconds: spent(),
    };
  } catch (error) {
    const sentence = (error as Error).message;
    return { ...trial, passed: false, reason: 'crashed', sentence, hits: [], losses: [], seconds: spent() };
  }
}
