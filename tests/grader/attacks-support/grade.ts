/** Grades attacks with the real command, as a class, and looks from outside at what they do. */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../../lib/root';
import { firstStage } from '../support/submissions';
import { type Attack, type Layer, secondStage } from './attack';
import { type Findings, findingsOf } from './findings';
import { chownAll, copyProject, nobody } from './ordinary';
import { Outside } from './outside';
import { stageAttacks } from './staging';
import { startGrader } from './start';

export interface AttackPlan {
  readonly attacks: readonly Attack[];
  /** Grades with this layer taken away: attacks that name it have to succeed then. */
  readonly without?: Layer | undefined;
  /** As an ordinary user, which takes root. */
  readonly ordinary?: boolean;
}

/**
 * Grades attacks in one run of the grader.
 *
 * @throws {Error} when the grader itself gives up
 */
export async function gradeAttacks(plan: AttackPlan): Promise<Findings> {
  const folder = mkdtempSync(join(tmpdir(), 'attacks-'));
  // An ordinary user has to get in, too.
  chmodSync(folder, 0o755);
  const outside = await Outside.open(folder, plan.ordinary ? nobody : undefined);
  try {
    return await gradeIn(folder, plan, outside);
  } finally {
    await outside.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function gradeIn(folder: string, plan: AttackPlan, outside: Outside): Promise<Findings> {
  const { attacks, without, ordinary = false } = plan;
  const project = ordinary ? copyProject(join(folder, 'project')) : root;
  const grader = startGrader({ folder, project, ordinary, without, outside });
  const watching = setInterval(() => outside.watch(), 500);
  try {
    stageAttacks(attacks, { folder, project, graderPid: grader.pid, outside });
    if (ordinary) chownAll(join(folder, 'class'));
    const began = performance.now();
    const ended = await grader.grade(stagesOf(attacks));
    const milliseconds = performance.now() - began;
    const sightings = await outside.close();
    return {
      ...findingsOf({ attacks, ...ended, out: join(folder, 'out'), outside, sightings }),
      milliseconds,
    };
  } finally {
    clearInterval(watching);
    grader.stop();
  }
}

/** The stages of the attacks, and one more that has to be graded whatever they do. */
function stagesOf(attacks: readonly Attack[]): string[] {
  const stems = attacks.map(({ stage }) => stage);
  return [...new Set([...stems, firstStage, secondStage])].sort();
}
