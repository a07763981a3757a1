/** The hints of a stage, opened one at a time; what has been opened is remembered. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import chalk from 'chalk';
import { type ExerciseFunction, type Stage, stageNumber, stages } from '../course';

/** How many hints have been opened, by label of the TODO: `{ "2a": 1 }`. */
export type Opened = Readonly<Record<string, number>>;

const memory = (root: string) => join(root, '.cache/hints.json');

/** What has been opened before; nothing when it was never written or cannot be read. */
export function readOpened(root: string): Opened {
  try {
    const found: unknown = JSON.parse(readFileSync(memory(root), 'utf8'));
    return typeof found === 'object' && found !== null ? (found as Opened) : {};
  } catch {
    return {};
  }
}

export function writeOpened(root: string, opened: Opened): void {
  mkdirSync(dirname(memory(root)), { recursive: true });
  writeFileSync(memory(root), `${JSON.stringify(opened, null, 2)}\n`);
}

/**
 * Opens the next hint of one function and repeats those before it.
 *
 * @returns the lines to print, and what is open now
 */
export function openHint(
  { name, todo, hints }: ExerciseFunction,
  opened: Opened,
): { text: string; opened: Opened } {
  const count = Math.min(hints.length, (opened[todo] ?? 0) + 1);
  const shown = hints.slice(0, count).map((hint, index) => `  ${chalk.yellow(`${index + 1}.`)} ${hint}`);
  const left = hints.length - count;
  const rest =
    left > 0 ? `  ${left} more: ask again` : '  That was the last one. What does the test say now?';
  return {
    text: [`${chalk.bold(`TODO ${todo}`)} ${name}`, ...shown, chalk.dim(rest)].join('\n'),
    opened: { ...opened, [todo]: count },
  };
}

/** The stage that a TODO belongs to, by its label as in `2a`; undefined where there is no such TODO. */
export function stageOfTodo(label: string): Stage | undefined {
  return stages.find(({ functions }) => functions.some(({ todo }) => todo === label.toLowerCase()));
}

/**
 * The function of a stage that a hint is for: the one that was named, else the first that is still to do.
 *
 * @param source - the student's file
 * @throws {RangeError} when the stage has no function or TODO of that name
 */
export function functionForHint(stage: Stage, wanted: string | undefined, source: string): ExerciseFunction {
  if (wanted !== undefined) {
    const found = stage.functions.find(({ name, todo }) => [name, todo, todo.slice(-1)].includes(wanted));
    if (found) return found;
    const names = stage.functions.map(({ name, todo }) => `${todo} (${name})`).join(', ');
    throw new RangeError(`Stage ${stageNumber(stage.stem)} has no "${wanted}": it has ${names}`);
  }
  const open = stage.functions.find(({ name }) => source.includes(`todo('${name}')`));
  return open ?? (stage.functions.at(-1) as ExerciseFunction);
}
