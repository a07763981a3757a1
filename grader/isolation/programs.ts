/** Programs that are installed on this machine. */
import { existsSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Looks a program up in the folders of PATH and in those that it usually lies in. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/bin'];
  return folders.map((folder) => join(folder, name)).find((path) => isAbsolute(path) && existsSync(path));
}
