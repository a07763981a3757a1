import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { applyEdits } from '../../grader/mistakes/apply';
import { bank } from '../../grader/mistakes/bank';
import { stages } from '../../lib/course';

const reference = (stem: string) => readFileSync(`solutions/${stem}.ts`, 'utf8');

/** The mistakes that break a rule, by name, so that a failure says which. */
const breaking = (rule: (mistake: (typeof bank)[number]) => boolean) =>
  bank.filter((mistake) => !rule(mistake)).map(({ id }) => id);

describe('the bank of mistakes', () => {
  test('gives every mistake a name of its own, in kebab-case', () => {
    const ids = bank.map(({ id }) => id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    expect(breaking(({ id }) => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  });

  test('knows the stage and the function of every mistake', () => {
    const functionsOf = (stem: string) =>
      stages.find((stage) => stage.stem === stem)?.functions.map(({ name }) => name) ?? [];
    expect(breaking(({ stage, functionName }) => functionsOf(stage).includes(functionName))).toEqual([]);
  });

  test('can write every mistake into the reference, and inside its function', () => {
    const head = (name: string) => new RegExp(`export (?:async )?function ${name}\\(`);
    const bodyOf = (text: string, name: string) => text.split(head(name))[1]?.split('\n}\n')[0] ?? '';
    const applies = ({ stage, functionName, edits }: (typeof bank)[number]) => {
      const text = reference(stage);
      const edited = applyEdits(text, edits);
      return edited !== undefined && bodyOf(edited, functionName) !== bodyOf(text, functionName);
    };
    expect(breaking(applies)).toEqual([]);
  });

  test('writes no two mistakes as the same text', () => {
    const texts = bank.map(({ stage, edits }) => applyEdits(reference(stage), edits));
    expect(
      breaking((mistake) => texts.indexOf(texts[bank.indexOf(mistake)]) === bank.indexOf(mistake)),
    ).toEqual([]);
  });

  test('has titles that complete a sentence', () => {
    expect(breaking(({ title }) => /^([^A-Z]|GELU )/.test(title) && !/[.!?]$/.test(title))).toEqual([]);
  });

  test('has misconceptions that are one sentence', () => {
    expect(breaking(({ misconception }) => /^[^.!?]*([.]\S[^.!?]*)*[.]$/.test(misconception))).toEqual([]);
  });

  test('gives no code of the reference away in a hint', () => {
    const shows = (hint: string, code: string) => code.trim() !== '' && hint.includes(code.trim());
    expect(breaking(({ hint, edits }) => !edits.some(({ find }) => shows(hint, find)))).toEqual([]);
  });
});
