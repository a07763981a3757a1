/** Which files of a submission are code: what the intake takes is what the compiler finds. */
import { posix } from 'node:path';
import { stages } from '../course';

/** Endings of code, in the order in which an import without an ending means them. */
export const codeEndings = ['.ts', '.tsx', '.mts', '.js', '.mjs', '.json'] as const;

const anyEnding = `(${codeEndings.map((ending) => `\\${ending}`).join('|')})$`;

/** The ending of code, once a path is written as the grader writes it, */
export const codeEnding = new RegExp(anyEnding);
/** and as systems write it that know no upper and lower case. */
export const codeEndingInAnyCase = new RegExp(anyEnding, 'i');

/** The names of the stages' files. */
export const stageFiles: ReadonlySet<string> = new Set(stages.map(({ stem }) => `${stem}.ts`));

/** They configure tools, and none of them has a say here. `model.config.ts` is code like any other. */
const configFile =
  /^(package(-lock)?|tsconfig.*|jsconfig|deno|biome|\..*)\.json$|^(vite|vitest|jest|eslint|babel)\.config\.\w+$/i;

/** Whether a file belongs to the code of the submission, once its path starts at the exercises folder. */
export function isCode(path: string): boolean {
  return codeEnding.test(path) && !path.endsWith('.d.ts') && !configFile.test(posix.basename(path));
}
