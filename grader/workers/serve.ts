/** The worker's end of the channel. */
import { rmSync } from 'node:fs';
import { killGroup } from '../../lib/kill-group';
import { mebibyte } from '../limits';
import { answerTo } from './grade-candidate';
import type { Answered, Job } from './job';

/** Answers one job after the other. */
export function serveJobs(): void {
  process.on('message', async (job: Job) => {
    const answer = await answerTo(job);
    const memory = process.memoryUsage.rss() / mebibyte;
    if (process.connected) process.send?.({ answer, memory } satisfies Answered);
  });
}

/**
 * When the grader is gone, even by `kill -9`, so is the worker, with every process that it has started.
 *
 * @param scratch - the folder for temporary files of that grader, which nobody else removes then
 */
export function endWithGrader(scratch: string): void {
  process.on('disconnect', () => {
    try {
      rmSync(scratch, { recursive: true, force: true });
    } finally {
      killGroup(process.pid);
    }
  });
}
