/** Written questions: the files that are handed out, and how answers are found in them. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { stages } from '../../lib/course';
import { root } from '../../lib/root';
import { answersOf, questionText } from '../../lib/written/answers';
import { writtenFile, writtenFiles, writtenQuestions } from '../../lib/written/questions';
import { writtenLine } from '../../lib/written/summary';

const handedOut = (path: string) => readFileSync(join(root, path), 'utf8');
const all = stages.map(({ stem }) => stem);
const folder = mkdtempSync(join(tmpdir(), 'written-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The file of two questions with these lines in the place for the first answer. */
const answered = (...lines: string[]) => `## A
What?

<!-- dense-layers: answer below -->
${lines.join('\n')}
<!-- dense-layers: answer above -->

## B
Why?

<!-- skip-connections: answer below -->

<!-- skip-connections: answer above -->
`;
const found = (text: string) =>
  answersOf((path) => (path === 'written/05-attention-block.md' ? text : undefined), ['05-attention-block']);

describe('the files that are handed out', () => {
  test('are those of the list, and each belongs to a stage', () => {
    expect(readdirSync(join(root, 'written')).map((name) => `written/${name}`)).toEqual([...writtenFiles]);
    for (const { stem } of writtenQuestions) expect(all).toContain(stem);
  });

  test('have each question of the list once, with a heading, and no other', () => {
    const marked = writtenFiles.flatMap((path) =>
      [...handedOut(path).matchAll(/<!-- (\S+): answer below -->\s+<!-- (\S+): answer above -->/g)].map(
        ([, below, above]) => [path, below, above],
      ),
    );
    expect(marked).toEqual(writtenQuestions.map(({ id, stem }) => [writtenFile(stem), id, id]));
    for (const question of writtenQuestions) {
      const text = questionText(question, handedOut(writtenFile(question.stem)));
      expect(text).toMatch(/^## [^\n]+\n\n[^#]*\?[^#]*$/);
      expect(text).not.toContain('<!--');
    }
  });

  test('are unanswered', () => {
    const answers = answersOf(handedOut, all);
    expect(answers.map(({ id }) => id)).toEqual(writtenQuestions.map(({ id }) => id));
    expect(answers.filter(({ status }) => status !== 'unanswered')).toEqual([]);
  });

  test('have a question that can be asked for by a name that does not exist', () => {
    expect(() => questionText({ id: 'weather' }, handedOut('written/07-text.md'))).toThrow(
      'There is no question "weather" in this file',
    );
  });
});

describe('an answer', () => {
  test('is what stands between the markers', () => {
    const [first, second] = found(answered('', '  **Yes**, since', '## a heading of mine', '$x$', ''));
    expect(first).toMatchObject({ id: 'dense-layers', status: 'answered' });
    expect(first?.text).toBe('**Yes**, since\n## a heading of mine\n$x$');
    expect(second).toMatchObject({ id: 'skip-connections', status: 'unanswered', text: '' });
  });

  test.each([
    ['nothing', []],
    ['blank lines', ['', '  \t', '']],
    ['a comment', ['<!-- to do -->']],
    ['a comment without an end', ['<!-- to do']],
  ])('of %s is none', (_, lines) => {
    expect(found(answered(...lines))[0]?.status).toBe('unanswered');
  });

  test('is found with the lines of Windows, and with markers that an editor has changed in case and blanks', () => {
    const text = answered('Yes')
      .replaceAll('\n', '\r\n')
      .replace('<!-- dense-layers: answer below -->', ' <!--  Dense-Layers:  Answer below-->');
    expect(found(text)[0]).toMatchObject({ status: 'answered', text: 'Yes' });
  });

  test('ends at the next question when the marker below it was deleted', () => {
    const text = answered('Yes').replace('<!-- dense-layers: answer above -->', '');
    const [first, second] = found(text);
    expect(first?.text).toMatch(/^Yes\n/);
    expect(first?.text).not.toContain('<!--');
    expect(second?.status).toBe('unanswered');
  });

  test('whose marker above was deleted has no place, and all of the file is shown', () => {
    const text = answered('Yes').replace('<!-- dense-layers: answer below -->', '');
    expect(found(text)[0]).toMatchObject({ status: 'no place', text: text.trim() });
  });

  test('of a file that is not there has no place and no text', () => {
    expect(answersOf(() => undefined, ['07-text'])).toEqual([
      { id: 'vocabulary', stem: '07-text', status: 'no place', text: '' },
    ]);
  });
});

describe('the line in npm test', () => {
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, 'written'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  test('is there only where there are questions', () => {
    expect(writtenLine(folder, all)).toBeUndefined();
    for (const path of writtenFiles) write(path, handedOut(path));
    expect(writtenLine(folder, ['01-positional-encoding'])).toBeUndefined();
  });

  test('says how many are open, then which', () => {
    expect(writtenLine(folder, all)).toBe('Written questions: 8 of 8 unanswered (written/)');
    write('written/05-attention-block.md', answered('Yes'));
    expect(writtenLine(folder, ['05-attention-block'])).toBe(
      'Written questions: 1 of 2 unanswered (05 skip-connections)',
    );
    write('written/05-attention-block.md', 'an essay');
    expect(writtenLine(folder, ['02-attention', '05-attention-block'])).toBe(
      'Written questions: 4 of 4 unanswered (written/)',
    );
    write('written/07-text.md', handedOut('written/07-text.md').replace('below -->', 'below -->\nBoth.'));
    expect(writtenLine(folder, ['05-attention-block', '07-text'])).toBe(
      'Written questions: 2 of 3 unanswered (05 dense-layers: its marker is gone, skip-connections: its marker is gone)',
    );
    expect(writtenLine(folder, ['07-text'])).toBeUndefined();
  });
});
