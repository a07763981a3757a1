/** `npm run hint 02`: the next hint for the first function of the stage that is still to do; `2a` names the function. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode, UsageError } from '../cli/start';
import { findStage } from '../course';
import { root } from '../root';
import { functionForHint, openHint, readOpened, stageOfTodo, writeOpened } from './hints';

/** @param args - the stage, and which function or TODO of it: `02`, `02 2b`, `02 attention`; or the TODO: `2b` */
export async function hintCommand(args: string[]): Promise<number> {
  const [name, second] = args.filter((arg) => !arg.startsWith('-'));
  if (name === undefined) throw new UsageError('Which stage? For example: npm run hint 02');
  const byTodo = stageOfTodo(name);
  const stage = byTodo ?? findStage(name);
  const wanted = byTodo ? name.toLowerCase() : second;
  const file = join(root, 'exercises', `${stage.stem}.ts`);
  const exercise = functionForHint(stage, wanted, existsSync(file) ? readFileSync(file, 'utf8') : '');
  const { text, opened } = openHint(exercise, readOpened(root));
  writeOpened(root, opened);
  console.log(`\n${text}\n`);
  return exitCode.ok;
}
