/** Submissions as a class hands them in, and what an attacker would. */

import type { Report, SubmissionReport } from '../../../grader/report/schema';
import { stages } from '../../../lib/course';
import { type Plan, rejected, reportOf, submission } from './build';
import { encoding, pictures, random } from './numbers';
import { reversalVerdictOf } from './verdicts';

export const fullMarks = (name = 'Ada Lovelace') => submission(name);

/** No √dHead: 02 is wrong, 03 was tested on the reference for 02. */
export function unscaled(name = 'Grace Hopper'): SubmissionReport {
  const followed = { status: 'blocked', blockedBy: '02-attention', followThrough: true } as const;
  return submission(
    name,
    {
      attentionPattern: {
        status: 'failed',
        failing: [1, 3, 4],
        message:
          'largest error 0.0878 at [0, 0, 0, 0] (tolerance 0.0002): expected 0.9, received 0.9878; 2 of 2 numbers are wrong',
        hint: 'are the scores divided by √dHead, the root of the last axis of q?',
      },
      multiHeadAttention: followed,
    },
    {
      milestone: { ...reversalVerdictOf('learned'), followThrough: true, blockedBy: '02-attention' },
      notes: ['left out node_modules (12034 files)'],
    },
  );
}

/** Sines in the left half, cosines in the right one. */
export function notInterleaved(name = 'José Ñandú'): SubmissionReport {
  const wrong = {
    message:
      'largest error 1.382 at [3, 9] (tolerance 0.0002): expected 0.98, received -0.402; 380 of 768 numbers are wrong',
    hint: 'columns 2i and 2i + 1 share one frequency',
  };
  const plan: Plan = {
    positionalEncoding: { status: 'failed', failing: [1, 2, 3, 4], ...wrong },
    embed: { status: 'blocked', blockedBy: '01-positional-encoding', followThrough: true },
  };
  return submission(name, plan, { pictures: pictures(encoding(24, 32, false)) });
}

/** The first three stages are written, the rest is not. */
export function halfDone(name = '李小龍'): SubmissionReport {
  const todo = { status: 'not started', failing: [0, 1, 2, 3, 4] } as const;
  const names = stages.slice(3).flatMap(({ functions }) => functions.map((exercise) => exercise.name));
  const { positionalEncoding } = pictures();
  return submission(name, Object.fromEntries(names.map((exercise) => [exercise, todo])), {
    milestone: reversalVerdictOf('not started'),
    pictures: positionalEncoding ? { positionalEncoding } : {},
  });
}

/** The mask lets the next token through. */
export function leaky(name = 'Max Power'): SubmissionReport {
  const hint = 'a token may see itself and everything before it, nothing after it';
  const message =
    'largest error 1 at [0, 1] (tolerance 0.0001): expected 0, received 1; 4 of 25 numbers are wrong';
  return submission(
    name,
    { causalMask: { status: 'failed', failing: [1, 2, 4], message, hint } },
    { milestone: reversalVerdictOf('leaky') },
  );
}

/** A crash, an endless loop, a syntax error, NaN rows, printed output. */
export function broken(name = 'Zoë 🚀 Smith'): SubmissionReport {
  const built = submission(
    name,
    {
      splitHeads: { status: 'timed out', failing: [0, 1, 2, 3, 4], message: 'no answer within 10 s' },
      applyMask: {
        status: 'failed',
        failing: [2, 4],
        message: '5 of 25 numbers are not finite, the first is NaN at [0, 0]',
        hint: 'use a large finite number, not -Infinity',
      },
      mergeHeads: {
        status: 'crashed',
        failing: [0, 1, 2, 3, 4],
        message: 'TypeError: x.tranpose is not a function (exercises/04-multi-head-attention.ts:52)',
      },
    },
    {
      milestone: reversalVerdictOf('not learned'),
      pictures: pictures(
        encoding(24, 32).map((row, index) => row.map((value) => (index > 20 ? Number.NaN : 30 * value))),
      ),
    },
  );
  const graded = built.stages.map((stage) => {
    if (stage.stem === '03-masking')
      return { ...stage, output: `${'mask ready\n'.repeat(12)}Tensor [[1, 0], [1, 1]]` };
    if (stage.stem !== '05-attention-block') return stage;
    return {
      ...stage,
      status: 'crashed' as const,
      score: 0,
      problem: 'SyntaxError: Unexpected token ")" at exercises/05-attention-block.ts:31:14',
      functions: [],
    };
  });
  const score = graded.reduce((sum, stage) => sum + stage.score, 0);
  return { ...built, stages: graded, score };
}

export const evilName = '<script>alert(1)</script> "><img src=x onerror=alert(2)> \u202egnp.exe\u202c';
export const evilText =
  '</script><img src="https://evil.example/x.png" onerror="alert(3)"> &amp; \u001b[31mred\u001b[0m';

/** Everything that a student controls tries to break out of the page. */
export function evil(name = evilName): SubmissionReport {
  const built = submission(
    name,
    { causalMask: { status: 'failed', failing: [1, 4], message: evilText, hint: evilText } },
    { notes: [evilText] },
  );
  return { ...built, stages: built.stages.map((stage) => ({ ...stage, output: evilText })) };
}

/** Sixty submissions of every kind, in no order. */
export function classReport(size = 60): Report {
  const kinds = [fullMarks, unscaled, halfDone, notInterleaved, fullMarks, leaky, broken];
  const next = random(3);
  const submissions = Array.from({ length: size }, (_, index) => {
    const name = `${['Ada', 'Björn', 'Chloé', 'Dmitri', 'Elif', 'Fatima', '美咲'][index % 7]} ${String.fromCharCode(65 + Math.floor(next() * 26))}. ${index + 1}`;
    if (index % 17 === 11) return rejected(name, 'there is no exercises folder in the zip');
    return (kinds[Math.floor(next() * kinds.length)] ?? fullMarks)(name);
  });
  return reportOf(submissions);
}
