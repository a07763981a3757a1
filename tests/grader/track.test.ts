/** The track of a grading: which stages it is about, and that the reference has all points of each across the channel. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { readGradeArguments } from '../../grader/grade-arguments';
import { fullResult, gradeClass } from '../../grader/grade-class';
import { findSubmissions } from '../../grader/intake/find';
import { rejectedResult } from '../../grader/rejected-result';
import { milestonesOf, stagePoints, stagesOf, trackPoints } from '../../lib/course';
import { root } from '../../lib/root';
import { isolation } from './support/isolation';

const core = stagesOf('core').map(({ stem }) => stem);
const language = stagesOf('language-model').map(({ stem }) => stem);

const milestonesOfTrack = milestonesOf('language-model').map(({ stem }) => stem);

test.each<[string[], string[], string[]]>([
  [[], core, ['reversal']],
  [['--track', 'core'], core, ['reversal']],
  [['--track', 'language-model'], language, milestonesOfTrack],
  [
    ['-t', 'all'],
    [...core, ...language],
    ['reversal', ...milestonesOfTrack],
  ],
  [['--stage', '08'], ['08-bigram'], []],
  [['--stage', '08', '--stage', 'reversal', '--track', 'language-model'], ['08-bigram'], ['reversal']],
  [['--stage', 'speech'], [], ['speech']],
])('%j is about %j', (args, stems, milestones) => {
  expect(readGradeArguments(args)).toMatchObject({ stems, milestones });
});

test('an unknown track is refused', () => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(() => readGradeArguments(['--track', 'bonus'])).toThrow(
    /Allowed choices are core, language-model, all/,
  );
});

test('what cannot be taken in is worth nothing out of the points of the track', () => {
  const rejection = { name: 'a', source: 'a.zip', problem: 'broken' };
  const maxScore = (stems: string[], milestones: string[]) =>
    rejectedResult(rejection, { stems, milestones }).maxScore;
  expect(maxScore(core, ['reversal'])).toBe(100);
  expect(maxScore(language, milestonesOfTrack)).toBe(trackPoints('language-model'));
});

test('the reference has all points of the language-model track, and who hands in nothing of it has none', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'track-'));
  try {
    const { candidates } = await findSubmissions(['examples/submissions/half-done', 'solutions'], root);
    const options = {
      stems: language,
      milestones: [],
      seed: 1,
      backend: 'wasm',
      jobs: 2,
      isolation,
    } as const;
    const { rows } = await gradeClass(candidates, { ...options, results: folder });
    const [first, second] = rows.map((row) => fullResult(row, folder)).sort((a, b) => a.score - b.score);
    expect(first?.score).toBe(0);
    expect(
      second?.stages.flatMap(({ functions }) => functions).filter(({ status }) => status !== 'passed'),
    ).toEqual([]);
    expect(second?.score).toBe(
      stagesOf('language-model')
        .map(stagePoints)
        .reduce((a, b) => a + b),
    );
    expect(first?.stages.map(({ status }) => status)).toEqual(language.map(() => 'not started'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
