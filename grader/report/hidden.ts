/**
 * What a student is told about hidden tests: a category and how often, never the title, the inputs or the numbers.
 * Nothing of a hidden test's own text gets through here but the class of an error, its place in a stage's file, and a
 * sentence of the JavaScript engine that holds names alone.
 */
import { type ClaimKind, stages } from '../../lib/course';
import type { TestReport } from './schema';

/** Completes "a hidden test …". */
const claims: Readonly<Record<ClaimKind, string>> = {
  shape: 'of the shape',
  property: 'of a property',
  example: 'of the numbers',
  fixture: 'of the numbers',
  health: 'of what the numbers do not show',
  advice: 'that is advice',
};

/** What the failure of a category says. */
const facts: Readonly<Record<ClaimKind, string>> = {
  shape: 'With other sizes it does not give a result of the right shape.',
  property: 'What has to hold for every input does not hold for some.',
  example: 'With other inputs it does not give the right numbers.',
  fixture: 'With other inputs it does not give the right numbers.',
  health:
    'Gradients reach every input, inputs stay as they were, the same call gives the same answer: one of these fails.',
  advice: '',
};

/** The tests of a function for its student: public ones as they are, hidden ones by category, advice of them left out. */
export function withoutHidden(tests: readonly TestReport[]): TestReport[] {
  const hidden = tests.filter((test) => test.hidden && test.weight > 0);
  const [failing, others] = [true, false].map((want) =>
    hidden.filter(({ outcome }) => (outcome !== 'passed' && outcome !== 'not started') === want),
  ) as [TestReport[], TestReport[]];
  return [
    ...tests.filter((test) => !test.hidden),
    ...categoriesOf(failing),
    ...others.map((test) => categoryOf([test])),
  ];
}

function categoriesOf(failing: readonly TestReport[]): TestReport[] {
  const groups = new Map<string, TestReport[]>();
  for (const test of failing) groups.set(nameOf(test), [...(groups.get(nameOf(test)) ?? []), test]);
  return [...groups.values()].map(categoryOf);
}

/** How a test ended comes before what it claims: a crash says nothing about numbers. */
function nameOf({ kind, outcome }: TestReport): string {
  return outcome === 'crashed' || outcome === 'timed out' ? outcome : claims[kind];
}

function categoryOf(tests: readonly TestReport[]): TestReport {
  const { kind, outcome } = tests[0] as TestReport;
  const broken = outcome === 'crashed' || outcome === 'timed out';
  const count = tests.length === 1 ? 'a hidden test' : `${tests.length} hidden tests`;
  const said = outcome === 'passed' || outcome === 'not started' ? [] : new Set(tests.map(factOf));
  return {
    title: broken ? count : `${count} ${claims[kind]}`,
    kind,
    hidden: true,
    outcome,
    weight: tests.reduce((sum, { weight }) => sum + weight, 0),
    ...([...said].length > 0 ? { message: [...said].join('\n') } : {}),
  };
}

function factOf({ kind, outcome, message }: TestReport): string {
  if (outcome === 'crashed') return `With other inputs ${crashWords(message)}.`;
  if (outcome === 'timed out') {
    return 'With other inputs there is no answer in time: an endless loop, or a Promise that never settles?';
  }
  return facts[kind];
}

const errors = 'Error|TypeError|RangeError|ReferenceError|SyntaxError';
const files = stages.map(({ stem }) => stem).join('|');
const thrown = new RegExp(`\\bthrew (${errors}): `);
const place = new RegExp(`\\((exercises/(?:${files})\\.ts:\\d{1,4})(?::\\d+)?\\)\\W*$`);
/** Letters only: a thrown text could hold any number of the inputs. */
const engine =
  /: ([A-Za-z_$.]{1,40} is not (?:a function|defined|iterable)|Cannot read properties of (?:undefined|null) \(reading '[A-Za-z_$]{1,40}'\))(?= \(|\W*$)/;

/**
 * How a student's code crashed, without a word that the code itself could choose: it sees the inputs and could tell
 * them. `it throws TypeError (exercises/02-attention.ts:12): scores.tranpose is not a function`
 */
export function crashWords(message = ''): string {
  if (/^ran out of memory/.test(message)) return 'it ran out of memory';
  if (/^printed more than/.test(message)) return 'it prints too much';
  const name = thrown.exec(message)?.[1];
  if (!name) return 'it ends before it gives an answer';
  const [at, text] = [place.exec(message)?.[1], engine.exec(message)?.[1]];
  return `it throws ${name}${at ? ` (${at})` : ''}${text ? `: ${text}` : ''}`;
}
