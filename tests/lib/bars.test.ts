import chalk from 'chalk';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { judgePosition } from '../../lib/reversal/findings';
import { accuracyBars, bar } from '../../lib/terminal/bars';

describe('bar', () => {
  test('is drawn to an eighth of a character', () => {
    expect(bar(0, 4)).toBe('    ');
    expect(bar(0.5, 4)).toBe('██  ');
    expect(bar(1, 4)).toBe('████');
    expect([bar(1 / 32, 4), bar(7 / 32, 4), bar(9 / 32, 4)]).toEqual(['▏   ', '▉   ', '█▏  ']);
  });

  test('keeps its width whatever it is given', () => {
    expect([bar(-1, 3), bar(2, 3), bar(1, 3, 1), bar(0, 3, 0)]).toEqual(['   ', '███', '██│', '│  ']);
  });

  test('is crossed by its mark', () => {
    expect(bar(0.75, 8, 0.5)).toBe('████│█  ');
  });
});

describe('accuracyBars', () => {
  const level = chalk.level;
  beforeAll(() => {
    chalk.level = 0;
  });
  afterAll(() => {
    chalk.level = level;
  });

  test('shows both halves with the line that matters to each', () => {
    const results = [
      judgePosition(5, { hits: 200, trials: 2000 }),
      judgePosition(6, { hits: 2000, trials: 2000 }),
      judgePosition(7, { hits: 1000, trials: 2000 }),
    ];
    expect(accuracyBars({ positions: results, chance: 0.1, level: 0.9 }, 10)).toEqual([
      'first half  cannot be known: │ is guessing, 10%',
      '   place 5  █│           10.0% ✔',
      'second half  can be known: │ is what is wanted, 90%',
      '   place 6  █████████│  100.0% ✔',
      '   place 7  █████    │   50.0% ✘',
    ]);
  });

  test('has colours only where they are wanted', () => {
    const results = [judgePosition(6, { hits: 2000, trials: 2000 })];
    const drawn = () => accuracyBars({ positions: results, chance: 0.1, level: 0.9 }).join('');
    const colourStart = String.fromCharCode(27);
    expect(drawn()).not.toContain(colourStart);
    chalk.level = 1;
    expect(drawn()).toContain(colourStart);
    chalk.level = 0;
  });
});
