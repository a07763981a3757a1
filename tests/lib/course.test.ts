/** The manifest agrees with everything that is named after it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  findStage,
  milestones,
  stageNumber,
  stageOf,
  stageOfFunction,
  stagePoints,
  stages,
  stagesOf,
  trackPoints,
} from '../../lib/course';
import { root } from '../../lib/root';
import { stubOf } from '../../lib/runner/stub';

const read = (path: string) => readFileSync(join(root, path), 'utf8');
const exportedFunctions = (text: string) =>
  [...text.matchAll(/^export (?:async )?function (\w+)/gm)].map(([, name]) => name);

/** The cells of the rows of a Markdown table whose first cell begins so. */
function rowsOf(markdown: string, start: string): string[][] {
  const rows = markdown.split('\n').filter((line) => line.startsWith(`| ${start}`));
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('the manifest', () => {
  test('gives 100 points for the core, and points of its own to the other track', () => {
    expect(trackPoints('core')).toBe(100);
    expect(stagesOf('core').map(stagePoints)).toEqual([8, 14, 16, 16, 16, 15]);
    expect(stagesOf('language-model').map(stagePoints)).toEqual([18, 10, 18, 12, 12]);
  });

  test('numbers stages and TODOs in order', () => {
    stages.forEach(({ stem, functions }, index) => {
      expect(stageNumber(stem)).toBe(String(index + 1).padStart(2, '0'));
      expect(functions.map(({ todo }) => todo)).toEqual(
        functions.map((_, at) => `${index + 1}${'abcdefg'.charAt(at)}`),
      );
    });
  });

  test('has at least two different hints for each TODO, none of them empty', () => {
    for (const { hints } of stages.flatMap(({ functions }) => functions)) {
      expect(new Set(hints).size).toBe(hints.length);
      expect(hints.length).toBeGreaterThanOrEqual(2);
      for (const hint of hints) expect(hint.length).toBeGreaterThan(20);
    }
  });

  test.each(stages.map((stage) => [stage.stem, stage] as const))('lists what %s exports', (stem, stage) => {
    const names = stage.functions.map(({ name }) => name);
    for (const folder of ['exercises', 'solutions']) {
      expect(exportedFunctions(read(`${folder}/${stem}.ts`))).toEqual(names);
    }
  });

  test.each(stages.map((stage) => [stage.stem, stage] as const))('labels each TODO of %s', (stem, stage) => {
    const text = read(`exercises/${stem}.ts`);
    for (const { name, todo } of stage.functions) {
      const body = text.slice(text.search(new RegExp(`^export (async )?function ${name}\\(`, 'm')));
      expect(body).toMatch(
        new RegExp(`^[^}]*(\\{[^}]*\\}[^}]*)*// TODO ${todo}: .+\\n {2}return todo\\('${name}'\\);`),
      );
    }
  });

  test.each(stages.map((stage) => [stage.stem, stage] as const))(
    'has tests for each function of %s',
    (stem, stage) => {
      for (const file of [`tests/${stem}.test.ts`, `tests/hidden/${stem}.test.ts`]) {
        const names = [...read(file).matchAll(/^describe\('(\w+)'/gm)].map(([, name]) => name);
        expect(names).toEqual(stage.functions.map(({ name }) => name));
      }
    },
  );

  test.each(stages.map(({ stem }) => stem))('%s is the stub of its solution', (stem) => {
    expect(read(`exercises/${stem}.ts`)).toBe(stubOf(read(`solutions/${stem}.ts`)));
  });
});

describe('the tables of stages', () => {
  const expected = [
    ...stages.map((stage) => [`\`${stage.stem}\``, String(stagePoints(stage)), String(stage.minutes)]),
    ...milestones.map(({ stem, points, minutes }) => [stem, String(points), String(minutes)]),
  ];

  test.each(['README.md', 'docs/student-readme.md'])('of %s agree with the manifest', (file) => {
    const text = read(file);
    const starts = ['`0', '`1', ...milestones.flatMap(({ stem }) => [stem, `\`${stem}\``])];
    const rows = starts.flatMap((start) => rowsOf(text, start));
    const facts = rows.map(([stem = '', , points, minutes]) => [
      stem.startsWith('`') && !/^`\d/.test(stem) ? stem.replaceAll('`', '') : stem,
      points,
      minutes,
    ]);
    expect(facts).toEqual(expected);
  });

  test('of README.md name the functions', () => {
    for (const { stem, functions } of stages) {
      const [row] = rowsOf(read('README.md'), `\`${stem}\``);
      expect(row?.[1]).toBe(functions.map(({ name }) => `\`${name}\``).join(', '));
    }
  });
});

describe('findStage', () => {
  test.each(['02', '2', '02-attention', 'attention', ' Attention '])('finds 02 by "%s"', (name) => {
    expect(findStage(name).stem).toBe('02-attention');
  });

  test.each(['', '0', '99', '02-', 'constructor'])('refuses "%s" and lists the stages', (name) => {
    expect(() => findStage(name)).toThrow(RangeError);
    expect(() => findStage(name)).toThrow(
      /^Unknown stage ".*": the stages are 01-positional-encoding, 02-attention/,
    );
  });
});

test('stageOf and stageOfFunction find the same stage', () => {
  expect(stageOfFunction('mergeHeads')).toBe(stageOf('04-multi-head-attention'));
  expect(stageOfFunction('toString')).toBeUndefined();
  expect(() => stageOf('4')).toThrow(RangeError);
});
