/** What a submission prints is told to the instructor. */
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../grader/limits';
import { studentCopy } from '../../grader/report/student-copy';
import { temporaryFolder } from './support/folders';
import { gradeStages } from './support/grading';
import { candidateIn, encodingText, firstStage } from './support/submissions';

const printing = (statements: string) => encodingText().replace('if (dModel', `${statements}\n  if (dModel`);
const place = temporaryFolder();
const students = [
  candidateIn(place, 'Quiet'),
  candidateIn(
    place,
    'Loud',
    printing(`console.log('\\u001b[31mrow of ' + dModel + '\\u202e'); console.error(import.meta.url);`),
  ),
  candidateIn(place, 'Endless', printing(`console.log('é'.repeat(3000));`)),
  candidateIn(place, 'Last words', printing(`console.log('good bye'); process.exit(0);`)),
];

const outputs = new Map<string, string | undefined>();
let loud: Parameters<typeof studentCopy>[0] | undefined;
beforeAll(async () => {
  const results = await gradeStages(students, [firstStage], join(place, 'results'));
  expect(results.flatMap(({ problem }) => problem ?? [])).toEqual([]);
  for (const { name, stages } of results) outputs.set(name, stages[0]?.output);
  loud = results.find(({ name }) => name === 'Loud');
});

describe('what a stage printed', () => {
  test('is absent when it printed nothing, also after others that did', () => {
    expect([...outputs.keys()]).toEqual(['Quiet', 'Loud', 'Endless', 'Last words']);
    expect(outputs.get('Quiet')).toBeUndefined();
    expect(outputs.get('Last words')).not.toContain('é');
  });

  test('is there from every test, also what was printed before the process ended', () => {
    const lines = outputs.get('Loud')?.split('\n') ?? [];
    expect(lines.filter((line) => line.startsWith('row of ')).length).toBeGreaterThan(5);
    expect(outputs.get('Last words')).toContain('good bye');
  });

  test('has no escape sequences, no marks of direction and no folder of the grader', () => {
    expect(outputs.get('Loud')).toMatch(/^row of \d+$/m);
    expect(outputs.get('Loud')).toMatch(/^(file:\/\/\/app\/)?01-positional-encoding\.mjs$/m);
  });

  test('is cut at the limit', () => {
    expect(outputs.get('Endless')?.length).toBeLessThanOrEqual(limits.output);
    expect(outputs.get('Endless')).toMatch(/^é{3000}\né/);
  });

  test('is not in the copy of the student', () => {
    expect(loud).toBeDefined();
    if (loud) expect(JSON.stringify(studentCopy(loud))).not.toContain('row of');
  });
});
