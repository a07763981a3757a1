/** `npm run hint 02`: the next hint for the first function of the stage that is still to do. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode, UsageError } from '../cli/start';
import { findStage } from '../course';
import { root } from '../root';
import { functionForHint, openHint, readOpened, writeOpened } from './hints';

/** @param args - the stage, and which function or TODO of it: `02`, `02 2b`, `02 attention` */
export async function hintCommand(args: string[]): Promise<number> {
  const [name, wanted] = args.filter((arg) => !arg.startsWith('-'));
  if (name === undefined) throw new UsageError('Which stage? For example: npm run hint 02');
  const stage = findStage(name);
  const file = join(root, 'exercises', `${stage.stem}.ts`);
  const exercise = functionForHint(stage, wanted, existsSync(file) ? readFileSync(file, 'utf8') : '');
  const { text, opened } = openHint(exercise, readOpened(root));
  writeOpened(root, opened);
  console.log(`\n${text}\n`);
  return exitCode.ok;
}
