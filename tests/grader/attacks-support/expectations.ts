/** What every grading of attacks has to come to, as tests: one for each attack, and one for all that is left. */
import { beforeAll, describe, expect, test } from 'vitest';
import { reversalMilestone } from '../../../lib/course';
import { everything } from '../support/everything';
import { firstStage } from '../support/submissions';
import { type Attack, readAttacks } from './attack';
import { differences, type Findings } from './findings';
import { gradeAttacks } from './grade';

const attacks = readAttacks();

/** All submissions of a class are graded in the same stages: attacks on later ones have classes of their own. */
const classes: Readonly<Record<string, (attack: Attack) => boolean>> = {
  'on the first stage': ({ stage }) => stage === firstStage,
  'on another stage': ({ stage }) => stage !== firstStage && stage !== reversalMilestone.stem,
  'on the training': ({ stage }) => stage === reversalMilestone.stem,
};

/** Declares the tests of attacks, graded as this user or as an ordinary one. */
export function describeAttacks({ ordinary }: { ordinary: boolean }): void {
  const chosen = everything ? attacks : sampleOf(attacks, ordinary);
  const some = Object.entries(classes).map(([name, has]) => [name, chosen.filter(has)] as const);
  describe.each(some.filter(([, own]) => own.length > 0))('attacks %s', (_, own) => {
    let all: Findings | undefined;
    beforeAll(async () => {
      all = await gradeAttacks({ attacks: own, ordinary });
    });

    test.each(own)('$id ends as expected: $title', ({ id }) => {
      const finding = all?.findings.find(({ attack }) => attack.id === id);
      expect(finding && differences(finding)).toEqual([]);
    });

    test('none costs a neighbour anything, comes alive in a text, or leaves something behind', () => {
      expect(all?.others).toEqual([]);
    });
  });
}

/** The first attack of each kind; as an ordinary user the last one of every fifth kind. None has to be trained. */
function sampleOf(corpus: readonly Attack[], ordinary: boolean): Attack[] {
  const all = corpus.filter(({ stage }) => stage !== reversalMilestone.stem);
  const last = new Map(all.map((attack) => [attack.kind, attack]));
  if (ordinary) return [...last.values()].filter((_, index) => index % 5 === 0);
  return [...new Map(all.toReversed().map((attack) => [attack.kind, attack])).values()];
}
