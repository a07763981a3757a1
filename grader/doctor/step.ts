/**
 * Starts a backend and times a training step of the reference on it: BACKEND SIZE STEPS BUDGET. Runs in a process
 * of its own, since a backend may end it or never come back; prints JSON, a `StepReport`.
 */
import { type BackendName, tryBackend } from '../../lib/backend';
import { transformer } from '../../solutions/06-transformer';
import { type SpeedSize, type StepTime, speedSizes, timeStep } from '../speed';

/** What is printed: why the backend does not work, or how long a step takes. */
export type StepReport = { readonly problem: string } | StepTime;

const [backend = '', size = '', steps = '', budget = ''] = process.argv.slice(2);
const problem = await tryBackend(backend as BackendName);
const report: StepReport =
  problem === undefined
    ? await timeStep(transformer, speedSizes[size as SpeedSize], {
        steps: Number(steps),
        budget: Number(budget),
      })
    : { problem };
console.log(JSON.stringify(report));
