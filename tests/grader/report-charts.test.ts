import { describe, expect, test } from 'vitest';
import { functionsChart } from '../../grader/report/charts/functions';
import { scoresChart } from '../../grader/report/charts/scores';
import { accuracyChart } from '../../lib/charts/accuracy';
import { attentionChart } from '../../lib/charts/attention-pattern';
import { influenceChart } from '../../lib/charts/influence';
import { batchAccuracyChart, lossChart } from '../../lib/charts/loss';
import { difference, encodingChart } from '../../lib/charts/positional-encoding';
import { renderChart } from '../../lib/charts/render';
import { reversalVerdictOf } from './report-support/verdicts';

/** The shapes of one named layer of a chart. */
function marks(svg: string, name: string): string[] {
  const layer = new RegExp(`${name}_marks"[^>]*[^/]>(.*?)</g>`).exec(svg)?.[1] ?? '';
  return layer.match(/<(path|line|text)[^>]*>/g) ?? [];
}

const fill = (mark: string) => /fill="([^"]*)"/.exec(mark)?.[1];
const place = (mark: string | undefined) =>
  /translate\(([-\d.]+),([-\d.]+)\)/
    .exec(mark ?? '')
    ?.slice(1)
    .map(Number);

describe('accuracyChart', () => {
  test('has a bar and an interval for each position, grey in the first half and blue in the second', async () => {
    const svg = await renderChart(accuracyChart(reversalVerdictOf('learned')));
    const colours = marks(svg, 'bars').map(fill);
    expect(colours).toEqual([...Array(5).fill('var(--quiet)'), ...Array(6).fill('var(--accent)')]);
    expect(marks(svg, 'intervals')).toHaveLength(11);
    expect(marks(svg, 'crosses')).toHaveLength(0);
  });

  test('marks a first half above chance with red bars and crosses', async () => {
    const svg = await renderChart(accuracyChart(reversalVerdictOf('leaky')));
    expect(marks(svg, 'bars').map(fill).slice(0, 6)).toEqual([
      ...Array(5).fill('var(--bad)'),
      'var(--accent)',
    ]);
    expect(marks(svg, 'crosses')).toHaveLength(5);
  });

  test('draws chance at 0.1, the level at 0.9 and the half between positions 5 and 6', async () => {
    const svg = await renderChart(accuracyChart(reversalVerdictOf('learned')));
    // 200 high for 0 to 1.06, 300 wide for 0.4 to 11.6; y runs downwards.
    expect(place(marks(svg, 'chance')[0])?.[1]).toBeCloseTo(200 - (200 * 0.1) / 1.06, 1);
    expect(place(marks(svg, 'level')[0])?.[1]).toBeCloseTo(200 - (200 * 0.9) / 1.06, 1);
    expect(place(marks(svg, 'half')[0])?.[0]).toBeCloseTo((300 * 5.1) / 11.2, 1);
    expect(svg).toContain('>chance 10%<');
    expect(svg).toContain('>level 90%<');
  });
});

describe('lossChart and batchAccuracyChart', () => {
  test('draw one line for the loss and one for each half', async () => {
    const verdict = reversalVerdictOf('learned');
    expect((await renderChart(lossChart(verdict))).match(/stroke="var\(--accent\)"/g)).toHaveLength(1);
    const svg = await renderChart(batchAccuracyChart(verdict));
    expect([marks(svg, 'firstHalf').length, marks(svg, 'secondHalf').length]).toEqual([1, 1]);
    expect(marks(svg, 'firstHalf')[0]).toContain('stroke-dasharray');
  });

  test('leave a gap where the loss is not a number', async () => {
    const verdict = reversalVerdictOf('learned');
    const history = verdict.history.map((step, index) => (index === 60 ? { ...step, loss: null } : step));
    const path = (svg: string) => / d="(M[^"]*)"[^>]*stroke="var\(--accent\)"/.exec(svg)?.[1] ?? '';
    const [whole, broken] = [
      await renderChart(lossChart(verdict)),
      await renderChart(lossChart({ ...verdict, history })),
    ];
    expect([path(whole).split('M').length - 1, path(broken).split('M').length - 1]).toEqual([1, 2]);
  });

  test('stay small for a long training', async () => {
    const verdict = reversalVerdictOf('learned');
    const history = Array.from({ length: 5000 }, (_, step) => ({
      step,
      loss: 1,
      firstHalf: 0.1,
      secondHalf: 0.9,
    }));
    expect((await renderChart(lossChart({ ...verdict, history }))).length).toBeLessThan(20_000);
  });
});

describe('heat maps', () => {
  const shades = (svg: string) =>
    (svg.match(/fill="var\(--(?:[ds]\d+|missing)\)"/g) ?? []).map((text) => text.slice(10, -2));

  test('show −1, 0 and 1 in the first, the middle and the last shade, and NaN in a colour of its own', async () => {
    const svg = await renderChart(encodingChart([[-1, 0, 1, null, 30, -30]]));
    expect(shades(svg)).toEqual(['--d0', '--d20', '--d40', '--missing', '--d40', '--d0']);
  });

  test('show an attention pattern with its tokens on both axes', async () => {
    const svg = await renderChart(
      attentionChart(
        [7, 42, 42],
        [
          [1, 0, 0],
          [0.5, 0.5, 0],
          [0, 0, 1],
        ],
      ),
    );
    expect(shades(svg)).toEqual(['--s20', '--s0', '--s0', '--s10', '--s10', '--s0', '--s0', '--s0', '--s20']);
    expect(svg.match(/>42</g)).toHaveLength(4);
    expect(svg.match(/>7</g)).toHaveLength(2);
  });

  test('cut a matrix that is too large for a page', async () => {
    const row = Array.from({ length: 500 }, () => 0.123456789);
    const svg = await renderChart(encodingChart(Array.from({ length: 500 }, () => row)));
    expect(shades(svg)).toHaveLength(32 * 64);
  });
});

describe('difference', () => {
  test('finds none between equal encodings, up to float32', () => {
    expect(difference([[0.50001, 1]], [[0.5, 1]])).toBeUndefined();
  });

  test('finds the largest error, and NaN', () => {
    expect(difference([[0.5, 0]], [[0.25, 1]])).toEqual({ matrix: [[0.25, -1]], largest: 1 });
    expect(difference([[null, 1]], [[0, 1]])).toEqual({ matrix: [[null, 0]], largest: 0 });
    expect(difference([[null]], [[0]])?.largest).toBeNull();
  });

  test('compares no matrices of different shapes', () => {
    expect(difference([[1, 2]], [[1], [2]])).toBeUndefined();
  });
});

describe('charts of the class', () => {
  test('count every score once, full marks in the last bar', async () => {
    const svg = await renderChart(scoresChart([0, 5, 55, 100, 95, 91]));
    const heights = (svg.match(/v([\d.]+)h-[\d.]+Z" fill="var\(--accent\)"/g) ?? []).map((bar) =>
      Number(/v([\d.]+)/.exec(bar)?.[1]),
    );
    // Two below 10, one in the fifties, three from 90 to 100; 160 is the height of the largest.
    expect(heights.map((height) => Math.round((3 * height) / 160))).toEqual([2, 1, 3]);
  });

  test('show how many passed each function, in words that are escaped', async () => {
    const svg = await renderChart(
      functionsChart([
        {
          stem: '02-attention',
          name: 'attention',
          counts: { passed: 6, crashed: 1, 'timed out': 1, failed: 2 },
        },
        { stem: '03-masking', name: '<script>x</script>', counts: { 'not started': 3 } },
      ]),
    );
    expect(marks(svg, 'parts').map(fill)).toEqual([
      'var(--good-soft)',
      'var(--bad-soft)',
      'var(--quiet-soft)',
    ]);
    for (const text of ['>✓ 6<', '>✗ 4<', '>○ 3<', '>02 attention<']) expect(svg).toContain(text);
    expect(svg).not.toContain('<script');
  });
});

describe('influenceChart', () => {
  test('frames the future and puts a cross on what is seen of it', async () => {
    const svg = await renderChart(
      influenceChart([
        [1, 0, 0.5],
        [0.1, 1, 0],
        [0.1, 0.1, 1],
      ]),
    );
    expect(marks(svg, 'future')).toHaveLength(2);
    expect(marks(svg, 'leaks')).toHaveLength(1);
    expect(marks(svg, 'crosses')).toHaveLength(1);
    const [[frame], [cross]] = [marks(svg, 'leaks'), marks(svg, 'crosses')];
    expect(frame).toContain('stroke="var(--bad)"');
    // Three cells of 37: the cross is in the middle of the last one of the first row.
    expect(place(cross)?.[0]).toBeCloseTo(2.5 * 37, 0);
  });
});
