/** The milestones of the language-model track, by the stem that the manifest has. */
import { masked } from './masked';
import { president } from './president';
import { shakespeare } from './shakespeare';
import { speech } from './speech';
import type { MilestoneTask } from './task';

export const milestoneTasks: readonly MilestoneTask[] = [speech, shakespeare, president, masked];

/** @throws {RangeError} when there is none of that stem */
export function taskOf(stem: string): MilestoneTask {
  const found = milestoneTasks.find((task) => task.stem === stem);
  if (found) return found;
  throw new RangeError(
    `Unknown milestone "${stem}": the milestones are ${milestoneTasks.map(({ stem: each }) => each).join(', ')}`,
  );
}
