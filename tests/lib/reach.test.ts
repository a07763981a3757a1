/** Which functions a function uses, read off the text; and which stage is at fault. */
import { describe, expect, test } from 'vitest';
import { stages } from '../../lib/course';
import { blame, earlierStageAtFault } from '../../lib/runner/blame';
import { functionsReached } from '../../lib/runner/reach';
import { judgeStage } from '../../lib/verdict';
import { recordsFor } from './support/records';

const attentionFile =
  'export function attentionPattern() {}\nexport function attention() { attentionPattern(); }\n';

/** What `multiHeadAttention` reaches when 04 has this text. */
function reached(text: string, more: Record<string, string> = {}): string[] {
  const sources = new Map(
    Object.entries({
      'exercises/02-attention.ts': attentionFile,
      'exercises/04-multi-head-attention.ts': text,
      ...more,
    }),
  );
  const start = { file: 'exercises/04-multi-head-attention.ts', name: 'multiHeadAttention' };
  return functionsReached(sources, start)
    .map(({ name }) => name)
    .sort();
}

const both = ['attention', 'attentionPattern'];

describe('functionsReached', () => {
  test.each([
    [
      'a named import',
      "import { attention } from './02-attention';\nexport function multiHeadAttention() { attention(); }",
      both,
    ],
    [
      'an alias',
      "import { attention as mix } from './02-attention';\nexport function multiHeadAttention() { mix(); }",
      both,
    ],
    [
      'an arrow function',
      "import { attention } from './02-attention';\nexport const multiHeadAttention = () => attention();",
      both,
    ],
    [
      'a spread',
      "import { attention } from './02-attention';\nexport const multiHeadAttention = () => [...attention()];",
      both,
    ],
    [
      'an import over lines',
      "import {\n  attention,\n} from './02-attention';\nexport function multiHeadAttention() { attention(); }",
      both,
    ],
    [
      'an async function',
      "import { attentionPattern } from './02-attention.ts';\nexport async function multiHeadAttention() { await attentionPattern(); }",
      ['attentionPattern'],
    ],
    [
      'another function of the file',
      'function own() {}\nexport function multiHeadAttention() { own(); }',
      ['own'],
    ],
    [
      'no use',
      "import { attention } from './02-attention';\nexport function splitHeads() { attention(); }\nexport function multiHeadAttention() {}",
      [],
    ],
    [
      'a type import',
      "import type { attention } from './02-attention';\nexport function multiHeadAttention(a: attention) {}",
      [],
    ],
    [
      'a comment',
      "import { attention } from './02-attention';\nexport function multiHeadAttention() {\n  // attention\n  return 1; // attention() is next\n  /* attention() */\n}",
      [],
    ],
    [
      'a property of the same name',
      "import { attention } from './02-attention';\nexport function multiHeadAttention(p) { p.attention; }",
      [],
    ],
    [
      'a part of a longer name',
      "import { attention } from './02-attention';\nexport function multiHeadAttention() { attentionMap(); }",
      [],
    ],
  ])('sees %s', (_what, text, expected) => {
    expect(reached(text)).toEqual(expected);
  });

  test('takes all of a file that is imported as a whole', () => {
    const text =
      "import * as two from './02-attention';\nexport function multiHeadAttention() { two.attention(); }";
    expect(reached(text)).toEqual(expect.arrayContaining(both));
  });

  test('goes through files of the student', () => {
    const text = "import { help } from './helper';\nexport function multiHeadAttention() { help(); }";
    const helper = "import { attention } from './02-attention';\nexport function help() { attention(); }";
    expect(reached(text, { 'exercises/helper.ts': helper })).toEqual([...both, 'help']);
  });

  test('goes through what a file passes on', () => {
    const text =
      "import { attention } from './helper';\nexport function multiHeadAttention() { attention(); }";
    const reexport = { 'exercises/helper.ts': "export { attention } from './02-attention';" };
    expect(reached(text, reexport)).toEqual(expect.arrayContaining(both));
  });

  test('ends where files import each other', () => {
    const text =
      "import { attention } from './02-attention';\nexport function multiHeadAttention() { attention(); }";
    const circle = {
      'exercises/02-attention.ts':
        "import { multiHeadAttention } from './04-multi-head-attention';\nexport function attention() { multiHeadAttention(); }",
    };
    expect(reached(text, circle)).toEqual(['attention']);
  });

  test('ignores packages and files that are not there', () => {
    const text =
      "import { attention } from 'vitest';\nimport { help } from './gone';\nexport function multiHeadAttention() { attention(help); }";
    expect(reached(text)).toEqual([]);
  });
});

describe('blame', () => {
  const sources = new Map([
    ['exercises/02-attention.ts', attentionFile],
    [
      'exercises/04-multi-head-attention.ts',
      "import { attention } from './02-attention';\nexport function splitHeads() {}\nexport function multiHeadAttention() { attention(); }",
    ],
  ]);
  const judged = (pattern: 'passed' | 'failed', split: 'passed' | 'failed') => {
    const records = [
      ...recordsFor('attentionPattern', { outcome: pattern }),
      ...recordsFor('attention', {}),
      ...recordsFor('splitHeads', { outcome: split }),
      ...recordsFor('mergeHeads', {}),
      ...recordsFor('multiHeadAttention', { outcome: 'failed' }),
    ];
    const ran = stages.filter(({ stem }) => stem === '02-attention' || stem === '04-multi-head-attention');
    return blame(
      ran.map((stage) => judgeStage(stage, records)),
      sources,
    )[1];
  };

  test('lays a failure at the door of the earlier stage that it uses', () => {
    expect(judged('failed', 'passed')).toMatchObject({ status: 'blocked', blockedBy: '02-attention' });
  });

  test('leaves a failure that uses nothing wrong where it is', () => {
    expect(judged('passed', 'passed')).toMatchObject({ status: 'failed', blockedBy: undefined });
    const both = judged('failed', 'failed');
    expect(both?.status).toBe('failed');
    expect(both?.functions.map(({ status }) => status)).toEqual(['failed', 'passed', 'blocked']);
  });

  test('names the earliest stage, and only earlier ones', () => {
    const stem = '04-multi-head-attention';
    expect(earlierStageAtFault(stem, 'multiHeadAttention', () => true, sources)).toBe('02-attention');
    expect(earlierStageAtFault(stem, 'multiHeadAttention', () => false, sources)).toBeUndefined();
    expect(earlierStageAtFault('02-attention', 'attention', () => true, sources)).toBeUndefined();
  });
});
