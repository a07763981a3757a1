/** What every grading of attacks has to come to, as tests: one for each attack, and one for all that is left. */
import { beforeAll, describe, expect, test } from 'vitest';
import { reversalMilestone } from '../../../lib/course';
import { readAttacks } from './attack';
import { differences, type Findings } from './findings';
import { gradeAttacks } from './grade';

const attacks = readAttacks();
const isTraining = ({ stage }: (typeof attacks)[number]) => stage === reversalMilestone.stem;

/** A training takes as long as many attacks: those that need one are graded by themselves. */
const classes = {
  'on a stage': attacks.filter((attack) => !isTraining(attack)),
  'on the training': attacks.filter(isTraining),
};

/** Declares the tests of all attacks, graded as this user or as an ordinary one. */
export function describeAttacks({ ordinary }: { ordinary: boolean }): void {
  describe.each(Object.entries(classes))('attacks %s', (_, some) => {
    let all: Findings | undefined;
    beforeAll(async () => {
      all = await gradeAttacks({ attacks: some, ordinary });
    });

    test.each(some)('$id ends as expected: $title', ({ id }) => {
      const finding = all?.findings.find(({ attack }) => attack.id === id);
      expect(finding && differences(finding)).toEqual([]);
    });

    test('none costs a neighbour anything, comes alive in a text, or leaves something behind', () => {
      expect(all?.others).toEqual([]);
    });
  });
}
