/** Written answers on their way to whoever grades them: read without trust, drawn without harm, beside the rubric. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { gradesCsv } from '../../grader/report/csv';
import type { WrittenReport } from '../../grader/report/schema';
import { slimOf } from '../../grader/report/slim';
import { renderMarkdown } from '../../grader/written/markdown';
import { writtenReport } from '../../grader/written/report';
import { questionOf, rubricOf } from '../../grader/written/rubrics';
import { bundleCommand } from '../../lib/cli/bundle.mjs';
import { root } from '../../lib/root';
import { writtenQuestions } from '../../lib/written/questions';
import { reportOf, submission } from './report-support/build';
import { pageOf, studentPageOf, textOf } from './report-support/render';
import { temporaryFolder, writeFiles } from './support/folders';
import { takeIn } from './support/take-in';
import { writeZip } from './support/zips';

const base = temporaryFolder();
const code = { 'exercises/02-attention.ts': 'export {};' };
const questions = readFileSync(join(root, 'written/05-attention-block.md'), 'utf8');
const answered = (text: string) =>
  questions.replace('dense-layers: answer below -->', `dense-layers: answer below -->\n${text}`);
const papersOf = async (path: string) => (await takeIn([path], base)).submissions[0];

/** Names of elements and attributes, as a browser would find them. */
function anatomy(html: string): string[] {
  const tags = html.match(/<[a-zA-Z][^>]*>/g) ?? [];
  const attributes = tags.flatMap((tag) => [...tag.replace(/"[^"]*"/g, '""').matchAll(/\s([\w:-]+)=/g)]);
  return [...tags.map((tag) => /^<(\w+)/.exec(tag)?.[1] ?? ''), ...attributes.map(([, name]) => `@${name}`)];
}

describe('an answer in Markdown', () => {
  test('is drawn', () => {
    const html = renderMarkdown(
      '# Head\n\n**bold** and `code`\n\n- one\n- two\n\n| a | b |\n|---|---|\n| 1 | 2 |',
    );
    for (const part of [
      '<b>Head</b>',
      '<strong>bold</strong>',
      '<code>code</code>',
      '<li>two</li>',
      '<td>2</td>',
    ])
      expect(html).toContain(part);
  });

  test('has its mathematics drawn, in the text and on lines of its own', () => {
    const html = renderMarkdown('since $\\sqrt{d_k}$ and\n\n$$\n\\mathrm{softmax}(QK^\\top)\n$$');
    expect(html.match(/<math/g)).toHaveLength(2);
    expect(html).toContain('<msqrt>');
    expect(html).toContain('display="block"');
    expect(renderMarkdown('it costs $5 and $6')).not.toContain('<math');
  });

  test.each([
    ['a wrong formula', '$\\frac{1}$'],
    ['a macro that grows', '$\\def\\a{xxxxxxxxxx}\\def\\b{\\a\\a\\a\\a\\a\\a\\a\\a\\a\\a}\\b\\b\\b\\b$'],
    ['an endless macro', '$\\newcommand{\\a}{\\a\\a}\\a$'],
    ['a long formula', `$${'x+'.repeat(3000)}x$`],
    ['a link in a formula', '$\\href{javascript:alert(1)}{x}$'],
    ['a picture in a formula', '$\\includegraphics{http://example.org/x.png}$'],
    ['an attribute in a formula', '$\\htmlStyle{position:fixed}{x}$'],
  ])('of %s is shown as it was written', (_, text) => {
    const html = renderMarkdown(text);
    expect(html).not.toContain('<math');
    expect(html).toContain('<code>');
  });

  const attacks: [string, string][] = [
    ['a script', '<script>alert(1)</script>'],
    ['an event handler', '<img src=x onerror=alert(1)> <b onclick="alert(1)">x</b>'],
    ['a frame', '<iframe src="http://example.org"></iframe><object data="x"></object>'],
    ['a style', '<style>body{display:none}</style><p style="position:fixed;top:0">100 of 100</p>'],
    ['the end of the page', '</div></body></html><script>alert(1)</script>'],
    ['a comment', '<!-- --><script>alert(1)</script><!-- '],
    [
      'links',
      '[a](javascript:alert(1)) [b](data:text/html,x) [c](http://example.org "t") <http://example.org>',
    ],
    [
      'a hidden link',
      '[a](java&#115;cript:alert(1)) [b](&#x6A;avascript:alert(1)) [c][d]\n\n[d]: vbscript:x',
    ],
    ['pictures', '![a](http://example.org/pixel.png) ![b](data:image/png;base64,AAAA "onload=x")'],
    ['a fence with a name', '```"><script>alert(1)</script>\nx\n```'],
    ['markup in a formula', '$<script>alert(1)</script>$ $\\text{<img src=x onerror=alert(1)>}$'],
    ['a broken table', '| <svg/onload=alert(1)> |\n|---|\n| <math><mi xlink:href="data:x">y</mi></math> |'],
  ];
  test.each(attacks)('with %s is harmless', (_, text) => {
    const found = anatomy(renderMarkdown(text));
    const plain = ['p', 'b', 'code', 'span', 'pre', 'table', 'thead', 'tbody', 'tr', 'th', 'td', 'strong'];
    const formula = ['math', 'semantics', 'mrow', 'mi', 'mo', 'mn', 'mtext', 'annotation', 'mstyle'];
    const attributes = [
      '@class',
      '@encoding',
      '@stretchy',
      '@separator',
      '@mathvariant',
      '@fence',
      '@lspace',
      '@rspace',
    ];
    expect(found.filter((name) => ![...plain, ...formula, ...attributes].includes(name))).toEqual([]);
  });

  test('is drawn by the command, too, which is put together in another way than tests are', async () => {
    const file = await bundleCommand('grader/written/markdown.ts', root, []);
    const program = `import(${JSON.stringify(pathToFileURL(file).href)}).then((it) => console.log(it.renderMarkdown('$x$')))`;
    expect(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })).toContain('<math');
  });

  test('says where a link leads', () => {
    expect(renderMarkdown('[see](http://example.org/a?b=1&c=2)')).toBe(
      '<p><span class="link">see<code>http://example.org/a?b=1&amp;c=2</code></span></p>\n',
    );
  });

  test('has no marks of direction and no control characters, however they are named', () => {
    const html = renderMarkdown('a\u202eb &#8238;c &#x202E;d &#x7;e \u001b[31mf $\\char"202E$ `\u2066g`');
    expect(html.replaceAll('\n', '')).not.toMatch(/[\p{Control}\p{Format}]/u);
    expect(html).toMatch(/ab .*c .*d .*e f/);
  });

  test.each([
    ['brackets', '['.repeat(20_000)],
    ['pairs of brackets', '[]('.repeat(6_000)],
    ['stars', '*a_'.repeat(6_000)],
    ['quotes', '> '.repeat(10_000)],
    ['lists', Array.from({ length: 1_000 }, (_, depth) => `${' '.repeat(depth % 40)}- x`).join('\n')],
    ['ticks', '`'.repeat(20_000)],
    ['dollars', '$'.repeat(20_000)],
    ['formulas', '$x^2$ '.repeat(3_000)],
    ['braces', `$${'{'.repeat(1_900)}$`],
    ['scripts', `$${'x^{'.repeat(400)}1${'}'.repeat(400)}$`],
  ])('of nothing but %s ends', (_, text) => {
    expect(renderMarkdown(text)).toMatch(/^</);
  });
});

describe('the intake', () => {
  const files = {
    'written/05-attention-block.md': answered('Größer'),
    'written/notes.md': 'of their own',
    'notebooks/02-attention.ipynb': '{}',
    'notebooks/.ipynb_checkpoints/02-attention-checkpoint.ipynb': '{}',
  };
  const expected = ['written/05-attention-block.md', 'notebooks/02-attention.ipynb'].sort();

  test.each([
    ['a folder', '', ''],
    ['a folder inside of another', 'homework/', 'homework/'],
  ])('takes the papers of the course from %s', async (name, above) => {
    const all = Object.fromEntries(
      Object.entries({ ...code, ...files }).map(([path, text]) => [above + path, text]),
    );
    const folder = writeFiles(join(base, name), all);
    const zip = join(base, `${name}.zip`);
    await writeZip(zip, all);
    for (const path of [folder, zip]) {
      const found = await papersOf(path);
      expect([...(found?.papers.keys() ?? [])].sort()).toEqual(expected);
      expect(found?.papers.get('written/05-attention-block.md')).toContain('Größer');
      expect([...(found?.files.keys() ?? [])]).toEqual(['exercises/02-attention.ts']);
    }
  });

  test('notes a paper that cannot be taken, and grades the rest', async () => {
    const folder = writeFiles(join(base, 'bad'), { ...code, 'written/07-text.md': 'x'.repeat(2 ** 20 + 1) });
    writeFileSync(join(folder, 'written/11-encoder.md'), Buffer.from('a\0b'));
    writeFileSync(join(folder, 'written/06-transformer.md'), Buffer.from('caf\xe9', 'latin1'));
    symlinkSync('/etc/passwd', join(folder, 'written/02-attention.md'));
    mkdirSync(join(folder, 'notebooks'));
    writeFileSync(join(folder, 'notebooks/02-attention.ipynb'), 'x'.repeat(8 * 2 ** 20 + 1));
    const found = await papersOf(folder);
    expect([...(found?.papers ?? [])]).toEqual([['written/06-transformer.md', 'café']]);
    expect(found?.notes.join('\n')).toMatch(
      /left out written\/07-text\.md: 1048577 bytes, more than the 1048576/,
    );
    expect(found?.notes.join('\n')).toMatch(/left out notebooks\/02-attention\.ipynb: 8388609 bytes/);
    expect(found?.notes.join('\n')).toContain('written/11-encoder.md: no text');
    expect(found?.notes.join('\n')).toContain('written/06-transformer.md is not UTF-8: read as Latin-1');
    expect(found?.notes.join('\n')).toContain('written/02-attention.md: a link');
  });
});

describe('the report', () => {
  const written: WrittenReport[] = [
    {
      id: 'dense-layers',
      stem: '05-attention-block',
      status: 'answered',
      answer: 'Each has $W_i$ <script>x</script>',
    },
    { id: 'skip-connections', stem: '05-attention-block', status: 'unanswered', answer: '' },
    { id: 'recurrence', stem: '06-transformer', status: 'no place', answer: 'An essay', omitted: 7 },
  ];
  const one = { ...submission('Ada'), written };

  test('of a submission without a file of answers says nothing of them', () => {
    expect(
      writtenReport(new Map([['notebooks/02-attention.ipynb', '{}']]), ['02-attention']),
    ).toBeUndefined();
  });

  test('holds the answers of the graded stages, cut at a limit', () => {
    const papers = new Map([['written/05-attention-block.md', answered('y'.repeat(20_003))]]);
    expect(writtenReport(papers, ['05-attention-block', '07-text'])).toEqual([
      {
        id: 'dense-layers',
        stem: '05-attention-block',
        status: 'answered',
        answer: 'y'.repeat(20_000),
        omitted: 3,
      },
      { id: 'skip-connections', stem: '05-attention-block', status: 'unanswered', answer: '' },
      { id: 'vocabulary', stem: '07-text', status: 'no place', answer: '' },
    ]);
  });

  test('shows the instructor question, answer and rubric', async () => {
    const html = await pageOf(one);
    const text = textOf(html);
    expect(text).toContain('1 of 3 questions answered');
    expect(text).toContain('Why are there so many skip connections');
    expect(text).toContain('Common shortfall: only “vanishing gradients”'.replace(/[“”]/g, '"'));
    expect(text).toContain('Each has');
    expect(text).toContain('<script>x</script>');
    expect(html).not.toContain('<script');
    expect(text).toContain('Nothing was written here.');
    expect(text).toContain('this is the whole file');
    expect(text).toContain('and 7 more characters');
  });

  test('gives the student what is open, and no rubric', async () => {
    const text = textOf(await studentPageOf(one));
    expect(text).toContain('1 of 3 questions answered');
    expect(text).toContain('05 Attention block: skip-connections, unanswered');
    expect(text).not.toMatch(/Common shortfall|An essay/);
  });

  test('counts answers in the grades, where anybody has some', () => {
    const [head, ada, eve] = gradesCsv(reportOf([one, submission('Eve')])).split('\n');
    expect(head).toMatch(/,isolation,written_answered$/);
    expect(ada).toMatch(/,1$/);
    expect(eve).toMatch(/,$/);
    expect(gradesCsv(reportOf([submission('Eve')]))).not.toContain('written');
  });

  test('keeps no text of answers in memory', () => {
    expect(JSON.stringify(slimOf(one))).not.toContain('essay');
    expect(slimOf(one).written).toHaveLength(3);
  });
});

test('every question has a rubric', () => {
  for (const question of writtenQuestions) {
    expect(questionOf(question)).toMatch(/^## /);
    expect(rubricOf(question)).toMatch(/^- \*\*[\s\S]+\*Common shortfall:\*/);
  }
  expect(() => rubricOf({ id: 'weather', stem: '07-text' })).toThrow('no rubric of "weather"');
});
