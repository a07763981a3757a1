/** A worker of a grading: takes one job after the other from the grader that started it, and never outlives it. */
import { endWithGrader, serveJobs } from '../workers/serve';

const [, , scratch] = process.argv;
if (!process.send || !scratch) throw new Error('a worker is started by npm run grade, not by hand');
endWithGrader(scratch);
serveJobs();
