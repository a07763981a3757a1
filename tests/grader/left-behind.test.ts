/** The stages of a submission share a process, and no stage may lose a point by what another one leaves in it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../lib/root';
import { temporaryFolder, writeFiles } from './support/folders';
import { gradeStages } from './support/grading';
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
  const candidates = [candidate('Right', attention), candidate('Wrong', wrong)];
  const stems = [firstStage, '02-attention'];
  const [right, mistaken] = await gradeStages(candidates, stems, join(place, 'results'));
  expect(right?.stages.map(({ status, output }) => [status, output?.includes('spoiled')])).toEqual([
    ['passed', true],
    ['passed', undefined],
  ]);
  // The message is of the mistake, not of what was left behind: no number is NaN.
  expect(mistaken?.stages.map(({ status }) => status)).toEqual(['passed', 'failed']);
  expect(JSON.stringify(mistaken?.stages[1])).not.toContain('NaN');
});
