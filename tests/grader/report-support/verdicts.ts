/** Milestones as the criterion finds them. */

import type { MilestoneReport } from '../../../grader/report/schema';
import { reversalMilestone } from '../../../lib/course';
import { history, positions } from './numbers';

type Kind = 'learned' | 'leaky' | 'not learned' | 'blocked' | 'not started';

const sentences: Readonly<Record<Kind, string>> = {
  learned:
    'Your model has learned to reverse: it knows the second half, and it guesses the first half, which nobody can know.',
  leaky:
    'Your model predicts the first half, which is random: nobody can know it without looking ahead. Somewhere a token sees a later one. Look at the mask first.',
  'not learned':
    'Your model has not learned the second half well enough: 31% of the tokens are right, and it should be more than 90%.',
  blocked: 'The transformer could not be trained, because an earlier stage is not right.',
  'not started': 'There is nothing to train yet: write the transformer first.',
};

/** The milestone with a verdict of this kind. */
export function reversalVerdictOf(kind: Kind): MilestoneReport {
  const passed = kind === 'learned';
  const first = kind === 'leaky' ? 0.99 : 0.1;
  const second = kind === 'not learned' ? 0.31 : 0.99;
  const trained = kind === 'learned' || kind === 'leaky' || kind === 'not learned';
  const { stem, title, points } = reversalMilestone;
  return {
    stem,
    title,
    status: passed ? 'passed' : trained ? 'failed' : kind === 'blocked' ? 'blocked' : 'not started',
    score: passed ? points : 0,
    maxScore: points,
    followThrough: false,
    ...(kind === 'blocked' ? { blockedBy: '05-attention-block' } : {}),
    reason:
      kind === 'leaky'
        ? 'first half above chance'
        : kind === 'not learned'
          ? 'second half not learned'
          : kind,
    sentence: sentences[kind],
    chance: 0.1,
    level: 0.9,
    strings: 400,
    positions: trained ? positions(first, second) : [],
    history: trained ? history(first, second) : [],
  };
}
