import { describe, expect, test } from 'vitest';
import { style } from '../../grader/report/html/style';
import { classPage } from '../../grader/report/pages';
import type { Report } from '../../grader/report/schema';
import { uniqueSlugs } from '../../grader/report/slug';
import { rejected, reportOf, submission } from './report-support/build';
import {
  broken,
  classReport,
  evil,
  fullMarks,
  halfDone,
  leaky,
  notInterleaved,
  unscaled,
} from './report-support/examples';
import { pageOf, studentPageOf, textOf } from './report-support/render';

const pageOfClass = (report: Report) =>
  classPage(report, uniqueSlugs(report.submissions.map(({ name }) => name)));

/** What a browser would make of a page: the names of its elements and of their attributes. */
function anatomy(html: string): { elements: Set<string>; attributes: Set<string> } {
  const tags = html.replace(/<style>.*?<\/style>/s, '').match(/<[a-zA-Z][^>]*>/g) ?? [];
  const attributes = tags.flatMap((tag) => [
    ...tag.replace(/"[^"]*"/g, '""').matchAll(/\s([a-zA-Z:-]+)(?==|[\s/>])/g),
  ]);
  return {
    elements: new Set(tags.map((tag) => /^<(\w+)/.exec(tag)?.[1] ?? '')),
    attributes: new Set(attributes.map(([, name]) => name ?? '')),
  };
}

const active = [
  'script',
  'img',
  'iframe',
  'object',
  'embed',
  'link',
  'base',
  'form',
  'video',
  'audio',
  'image',
  'use',
];

describe('every page', () => {
  const pages: [string, () => Promise<string>][] = [
    ['full marks', () => pageOf(fullMarks())],
    ['evil', () => pageOf(evil())],
    ['rejected', () => pageOf(rejected(evil().name, evil().notes[0] ?? ''))],
    ['broken', () => pageOf(broken())],
    ['a broken one for its student', () => studentPageOf(broken())],
    ['an evil one for its student', () => studentPageOf(evil())],
    ['class', () => pageOfClass(reportOf([evil(), rejected('<b>', '<img src=x>')]))],
  ];

  test.each(pages)('of %s holds nothing that runs or loads', async (_, render) => {
    const html = await render();
    const { elements, attributes } = anatomy(html);
    expect(active.filter((element) => elements.has(element))).toEqual([]);
    expect([...attributes].filter((name) => /^on|^src|srcset|xlink/.test(name))).toEqual([]);
    const known =
      /href="(?!#|\.\.\/index\.html"|(\.\.\/)?students\/[a-z0-9-]+\.html"|submissions\/[a-z0-9-]+\.html")[^"]*"/g;
    expect(html.match(known)).toBeNull();
    expect(html).not.toMatch(/url\(|@import|xmlns/);
    expect(html).toContain("default-src 'none'");
  });

  test.each(pages)('of %s names every label, anchor and link target once', async (_, render) => {
    const html = await render();
    const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, id] of html.matchAll(/ (?:href="#|aria-labelledby=")([^"]*)"/g)) expect(ids).toContain(id);
  });

  test('stays under 400 kB', async () => {
    const sizes = await Promise.all(
      [broken(), notInterleaved(), evil()].map(async (one) => (await pageOf(one)).length),
    );
    expect(Math.max(...sizes, (await pageOfClass(classReport(60))).length)).toBeLessThan(400_000);
  });
});

describe('the page of a submission', () => {
  test('shows names and messages as they are, without escape sequences and direction marks', async () => {
    const text = textOf(await pageOf(evil()));
    expect(text).toContain('<script>alert(1)</script> "><img src=x onerror=alert(2)> gnp.exe');
    expect(text).toContain('</script><img src="https://evil.example/x.png" onerror="alert(3)"> &amp; red');
    for (const code of [0x1b, 0x202e]) expect(text).not.toContain(String.fromCharCode(code));
  });

  test('names the root cause once, its consequence and the credit that followed', async () => {
    const html = await pageOf(unscaled());
    const text = textOf(html);
    expect(html.match(/<ol class="causes">.*?<\/ol>/s)?.[0].match(/<li/g)).toHaveLength(1);
    expect(text).toContain('attentionPattern in 02 Attention ✗ failed5.87 points to gain');
    expect(text).toContain('It also breaks 04 and reversal, tested on the reference instead.');
    expect(text).toContain(
      'Your 02 is not right, so multiHeadAttention was tested on the reference for 02: full credit for multiHeadAttention.',
    );
    expect(text).toContain('⊘ blocked by 02');
  });

  test('shows each fact with its likely cause once, and marks hidden tests', async () => {
    const text = textOf(await pageOf(notInterleaved()));
    expect(text.match(/largest error 1\.382/g)).toHaveLength(1);
    expect(text).toContain('Likely cause: columns 2i and 2i + 1 share one frequency');
    expect(text).toContain('positionalEncoding holds a property for other sizes hidden');
  });

  test('links the class and the copy for the student', async () => {
    const html = await pageOf(unscaled());
    const links = [...html.matchAll(/href="([^#"][^"]*)"/g)].map(([, page]) => page);
    expect(links).toEqual(['../index.html', '../students/own-page.html']);
  });

  test('has a word for every status', async () => {
    const text = textOf(await pageOf(broken()));
    for (const words of ['✗ failed', '! crashed', '◷ timed out', '✓ passed']) expect(text).toContain(words);
    expect(text).toContain('SyntaxError: Unexpected token ")" at exercises/05-attention-block.ts:31:14');
    expect(textOf(await pageOf(halfDone()))).toContain('○ not started');
  });

  test('says what to write next when nothing is wrong', async () => {
    const text = textOf(await pageOf(halfDone()));
    expect(text).toContain('What to write next');
    expect(text).toContain('splitHeads, mergeHeads and multiHeadAttention in 04 Multi-head attention');
    expect(text).not.toContain('What to fix first');
  });

  test('gives the verdict on the first half in a sentence, and the numbers below the picture', async () => {
    const text = textOf(await pageOf(leaky()));
    expect(text).toContain('Your model predicts the first half, which is random');
    expect(text).toContain('A red bar with ✗ is not as it should be: 5 of 11.');
    expect(text).toContain('1 first 391 of 400 97.8%');
  });

  test('compares the positional encoding with the expected one', async () => {
    expect(textOf(await pageOf(fullMarks()))).toContain('Yours and the expected one are equal.');
    const wrong = await pageOf(notInterleaved());
    expect(textOf(wrong)).toContain('Yours minus expected');
    const { pictures } = fullMarks();
    const expected = pictures.positionalEncoding?.expected ?? [];
    const swapped = { ...pictures, positionalEncoding: { student: [[1, 2]], expected } };
    const text = textOf(await pageOf(submission('x', {}, { pictures: swapped })));
    expect(text).toContain('Yours has 1 × 2 numbers, expected were 24 × 32');
  });

  test('tells the instructor alone when the reference could not check the milestone', async () => {
    const one = (resemblance: 'same model' | 'another model') => {
      const built = fullMarks();
      return { ...built, milestones: built.milestones.map((each) => ({ ...each, resemblance })) };
    };
    const words = 'the reference could not check what it answers with the trained weights';
    expect(textOf(await pageOf(one('another model')))).toContain(words);
    expect(textOf(await pageOf(one('same model')))).not.toContain(words);
    expect(textOf(await studentPageOf(one('another model')))).not.toContain(words);
  });

  test('says how the transformer leaks, beside the milestone and below the picture; nothing of it when it does not', async () => {
    const built = leaky();
    const matrix = [
      [1, 0.5],
      [0.5, 1],
    ];
    const influence = {
      perturbation: matrix,
      kind: 'no mask',
      sentence: 'Every <later> token is seen.',
    } as const;
    const text = textOf(await pageOf({ ...built, pictures: { influence } }));
    expect(text.split('Every <later> token is seen.')).toHaveLength(3);
    expect(text.indexOf('Every <later>')).toBeLessThan(text.indexOf('Accuracy per position'));
    expect(text).toContain('When the token is replaced');
    expect(text).not.toContain('By gradient');
    const right = textOf(await pageOf(fullMarks()));
    expect(right.split('No position is changed by a later token.')).toHaveLength(2);
    expect(right).toContain('By gradient');
  });

  test('cuts what the code printed', async () => {
    const built = fullMarks();
    const stages = built.stages.map((stage) => ({ ...stage, output: 'x'.repeat(100_000) }));
    expect(textOf(await pageOf({ ...built, stages }))).toContain('… and 96000 more characters');
  });

  test('says why a submission was rejected', async () => {
    const text = textOf(await pageOf(rejected('Bob', 'the zip is damaged')));
    expect(text).toContain('✗ Not graded the zip is damaged Handed in as Bob.zip.');
  });
});

test('advice stands on the page of a submission without a sign of failure', async () => {
  const html = await pageOf(submission('Ada', { splitHeads: { advice: 'every call leaves a tensor' } }));
  const text = textOf(html);
  expect(text).toContain('Advice, costs no points');
  expect(text).toContain('every call leaves a tensor');
  expect(text).not.toContain('What to fix first');
  expect(html).not.toContain('class="failure"');
});

describe('the page of a class', () => {
  test('has one linked row for each submission, by name, and the figures of the graded ones', async () => {
    const html = await pageOfClass(
      reportOf([fullMarks('Zed'), halfDone('Ámal'), rejected('Bo', 'empty folder')]),
    );
    const links = [...html.matchAll(/href="submissions\/([^"]*)"/g)].map(([, page]) => page);
    expect(links).toEqual(['amal.html', 'bo.html', 'zed.html']);
    const copies = [...html.matchAll(/href="students\/([^"]*)"/g)].map(([, page]) => page);
    expect(copies).toEqual(links);
    const text = textOf(html);
    expect(text).toContain('Submissions 3 Mean 69.0% Median 69.0% With every point 1 Rejected 1');
    expect(text).toContain('✗ rejected: empty folder');
    expect(text).toContain('Passed by 50% 100% 100% 100% 50% 50% 50% 50%');
  });

  test('says how far an interrupted grading came', async () => {
    const text = textOf(await pageOfClass(reportOf([fullMarks()], { complete: false, planned: 12 })));
    expect(text).toContain('interrupted: 1 of 12 submissions graded');
    expect(textOf(await pageOfClass(reportOf([fullMarks()])))).not.toContain('interrupted');
  });

  test('can be made without a single graded submission', async () => {
    expect(textOf(await pageOfClass(reportOf([])))).toContain('There are none.');
    expect(textOf(await pageOfClass(reportOf([rejected('Bo', 'empty')])))).toContain('Mean –');
  });

  test('says when, with what and from which seed it was graded', async () => {
    const text = textOf(await pageOfClass(reportOf([fullMarks()])));
    expect(text).toContain(
      'Graded on 14 March 2025 at 15:09 UTC with seed 7 on the wasm backend (homework 0.1.0,',
    );
  });
});

describe('the style sheet', () => {
  /** Relative luminance and contrast after WCAG 2. */
  const luminance = (colour: string) =>
    [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
      .reduce((sum, part, index) => sum + part * ([0.2126, 0.7152, 0.0722][index] ?? 0), 0);
  const contrast = (a: string, b: string) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };
  const pairs = [
    'text page',
    'text card',
    'muted page',
    'muted card',
    'accent card',
    'bad card',
    'good good-soft',
    'bad bad-soft',
    'warn warn-soft',
    'text quiet-soft',
  ];

  test.each(['light', 'dark'])('has text that can be read on its background in the %s theme', (theme) => {
    const part = style.slice(style.indexOf(`color-scheme: ${theme}`)).split('}')[0] ?? '';
    const colour = (name: string | undefined) =>
      new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(part)?.[1] ?? '';
    for (const pair of pairs) {
      const [text, background] = pair.split(' ').map(colour) as [string, string];
      expect(contrast(text, background), pair).toBeGreaterThanOrEqual(4.5);
    }
  });
});
