/** The stages of a submission share a process, and no stage may lose a point by what another one leaves in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fullResult, gradeClass } from '../../grader/grade-class';
import { root } from '../../lib/root';
import { temporaryFolder, writeFiles } from './support/folders';
import { isolation } from './support/isolation';
import { encodingText, firstStage } from './support/submissions';

const place = temporaryFolder();
const attention = readFileSync(join(root, 'solutions/02-attention.ts'), 'utf8');
const spoils = `  Math.sqrt = () => Number.NaN;\n  console.log('spoiled');\n`;

/** Two stages: the first one spoils what the second one needs. */
function candidate(name: string, second: string) {
  const path = join(place, name);
  const first = encodingText().replace('  const rows', `${spoils}  const rows`);
  writeFiles(path, { [`exercises/${firstStage}.ts`]: first, 'exercises/02-attention.ts': second });
  return { name, source: name, path, given: name };
}

test('a stage that fails is tested again in a process of its own, which counts', async () => {
  const wrong = attention.replace('Math.sqrt(', 'Math.cbrt(');
  expect(wrong).not.toBe(attention);
  const folder = join(place, 'results');
  const { rows } = await gradeClass([candidate('Right', attention), candidate('Wrong', wrong)], {
    stems: [firstStage, '02-attention'],
    milestones: [],
    seed: 3,
    backend: 'cpu',
    isolation,
    jobs: 1,
    results: folder,
  });
  const [right, mistaken] = rows.map((row) => fullResult(row, folder));
  expect(right?.stages.map(({ status, output }) => [status, output?.includes('spoiled')])).toEqual([
    ['passed', true],
    ['passed', undefined],
  ]);
  // The message is of the mistake, not of what was left behind: no number is NaN.
  expect(mistaken?.stages.map(({ status }) => status)).toEqual(['passed', 'failed']);
  expect(JSON.stringify(mistaken?.stages[1])).not.toContain('NaN');
});
