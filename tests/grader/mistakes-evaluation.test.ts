import { transformSync } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { bank } from '../../grader/mistakes/bank';
import { caseOf, cases, isStranger, rewrite, switchesOf } from '../../grader/mistakes/evaluation/cases';
import { excluded, rules } from '../../grader/mistakes/evaluation/excludes';
import { type Judged, score, scoreLines } from '../../grader/mistakes/evaluation/score';
import { stageOfFunction, stagesOf } from '../../lib/course';
import type { MistakeText } from '../../lib/diagnosis/known';
import type { FunctionVerdict, Status } from '../../lib/verdict';

const stems = stagesOf('core').map(({ stem }) => stem);

describe('the rewrites', () => {
  test('have switches for mistakes of the bank and for strangers, nothing else', () => {
    const known = (stem: string) => bank.filter(({ stage }) => stage === stem).map(({ id }) => id);
    const unknown = stems.flatMap((stem) =>
      switchesOf(stem).filter((id) => !isStranger(id) && !known(stem).includes(id)),
    );
    expect(unknown).toEqual([]);
  });

  test('know at least 9 strangers each, under names of their own', () => {
    for (const stem of stems) expect(switchesOf(stem).filter(isStranger).length).toBeGreaterThanOrEqual(9);
    const ids = stems.flatMap(switchesOf);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test('are something else than the solutions', () => {
    for (const stem of stems) expect(rewrite(stem)).not.toMatch(/#region|todo/);
  });
});

describe('cases', () => {
  const all = cases();

  test('are at least 200, each once', () => {
    expect(all.length).toBeGreaterThanOrEqual(200);
    const sets = all.map(({ stage, chosen }) => [stage, ...[...chosen].sort()].join(' '));
    expect(new Set(sets).size).toBe(all.length);
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
  });

  test('are the same each time', () => {
    expect(cases()).toEqual(all);
  });

  test('hold 120 pairs of mistakes, and 30 of a stranger and a mistake, from all stages', () => {
    const twos = all.filter(({ chosen }) => chosen.length === 2);
    const plain = twos.filter(({ chosen }) => !chosen.some(isStranger));
    expect(plain.length).toBe(120);
    expect(new Set(plain.map(({ stage }) => stage)).size).toBe(stems.length);
    expect(twos.length - plain.length).toBe(30);
  });

  test('make no two mistakes together that exclude each other', () => {
    const together = all.filter(({ chosen: [first = '', second = ''] }) => excluded(first, second));
    expect(together).toEqual([]);
  });

  test('are TypeScript, with the chosen ids in it', () => {
    for (const { chosen, text } of all) {
      expect(text).toContain(`= [${chosen.map((id) => `'${id}'`).join(', ')}];`);
    }
    for (const stem of stems) {
      const { text } = caseOf(stem, ['any']);
      expect(transformSync(text, { loader: 'ts' }).code).toContain('"any"');
    }
  });
});

describe('excluded', () => {
  test('holds in both directions', () => {
    expect(excluded('scale-missing', 'scale-without-root')).toBe(true);
    expect(excluded('scale-after-softmax', 'softmax-missing')).toBe(true);
    expect(excluded('softmax-missing', 'scale-after-softmax')).toBe(true);
    expect(excluded('scale-missing', 'softmax-over-queries')).toBe(false);
  });

  test('names only mistakes that there are', () => {
    const ids = stems.flatMap(switchesOf);
    expect(rules.flat(2).filter((id) => !ids.includes(id))).toEqual([]);
  });
});

describe('score', () => {
  const functions: Record<string, string> = {
    'bad-pattern': 'attentionPattern',
    'odd-pattern': 'attentionPattern',
    'bad-mix': 'attention',
  };
  const text = (id: string): MistakeText => ({
    id,
    functionName: functions[id] ?? '',
    title: '',
    misconception: '',
    hint: '',
    read: '',
  });
  const says = (name: string, named: readonly string[], status: Status = 'failed'): FunctionVerdict => ({
    name,
    status,
    score: 0,
    maxScore: 1,
    records: [],
    diagnosis: named.length > 0 ? named.map(text) : undefined,
  });
  const judge = (id: string, chosen: readonly string[], verdicts: readonly FunctionVerdict[]): Judged => ({
    case: { id, chosen },
    verdict: {
      stem: stageOfFunction('attention')?.stem ?? '',
      status: 'failed',
      score: 0,
      maxScore: 1,
      functions: verdicts,
    },
  });
  const passed = (name: string) => says(name, [], 'passed');

  const judged = [
    // Right in its function; what `attention` inherits from it is not a diagnosis of `attention`.
    judge(
      'a',
      ['bad-pattern'],
      [says('attentionPattern', ['bad-pattern']), says('attention', ['bad-pattern'])],
    ),
    // Nothing said: missed, not false.
    judge('b', ['odd-pattern'], [says('attentionPattern', []), passed('attention')]),
    // Another mistake: false, and missed.
    judge('c', ['bad-mix'], [passed('attentionPattern'), says('attention', ['bad-mix', 'odd-pattern'])]),
    // Right in both functions.
    judge(
      'd',
      ['bad-pattern', 'bad-mix'],
      [says('attentionPattern', ['bad-pattern']), says('attention', ['bad-pattern', 'bad-mix'])],
    ),
    // Two in one function, one of them named: false, and missed. A function that passes is no unit.
    judge(
      'e',
      ['bad-pattern', 'odd-pattern'],
      [says('attentionPattern', ['bad-pattern']), passed('attention')],
    ),
    // A stranger: to say nothing is right, to say something is false.
    judge('f', ['stranger-x'], [says('attentionPattern', []), says('attention', ['bad-mix'])]),
    // Beside a stranger a diagnosis is not wanted, but right when it names what was done.
    judge(
      'g',
      ['stranger-x', 'bad-pattern'],
      [says('attentionPattern', ['bad-pattern']), says('attention', [])],
    ),
  ];
  const result = score(judged, (id) => functions[id]);

  test('has as precision the share of diagnoses that are right', () => {
    // Told: a, c, d twice, e, f, g; right: a, d twice, g.
    expect([result.told, result.toldRightly]).toEqual([7, 4]);
    expect(result.precision).toBeCloseTo(4 / 7, 12);
    expect(result.falseOnes.map(({ id, functionName }) => [id, functionName])).toEqual([
      ['c', 'attention'],
      ['e', 'attentionPattern'],
      ['f', 'attention'],
    ]);
  });

  test('has as recall the share of known mistakes that are named', () => {
    // Wanted: a, b, c, d twice, e; found: a, d twice.
    expect([result.wanted, result.found]).toEqual([6, 3]);
    expect(result.recall).toBe(0.5);
    expect(result.missed.map(({ id }) => id)).toEqual(['b', 'c', 'e']);
  });

  test('tells single mistakes, pairs and strangers apart', () => {
    const { single, pair, stranger, mixed } = result.byKind;
    expect([single.precision, single.recall]).toEqual([1 / 2, 1 / 3]);
    expect([pair.precision, pair.recall]).toEqual([2 / 3, 2 / 3]);
    expect([stranger.precision, stranger.recall]).toEqual([0, undefined]);
    expect([mixed.precision, mixed.recall]).toEqual([1, undefined]);
  });

  test('has no ratio where there is nothing to count', () => {
    const { precision, recall } = score([], () => undefined);
    expect([precision, recall]).toEqual([undefined, undefined]);
  });

  test('prints the rates, then every diagnosis that is false or missed', () => {
    const lines = scoreLines(result);
    expect(lines[0]).toBe('all       precision 57.1% (4 of 7)  recall 50.0% (3 of 6)');
    expect(lines).toContain('false   c in attention: bad-mix + odd-pattern');
    expect(lines).toContain('missed  b in attentionPattern: nothing');
    expect(lines.length).toBe(5 + 3 + 3);
  });
});
