/** A Python that can run notebooks: one with nbclient. */
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runProgram } from '../run-program';

/** Says which Python is to be used. */
export const pythonVariable = 'TRANSFORMER_PYTHON';

export interface Python {
  readonly program: string;
  /** Of nbclient. */
  readonly version: string;
}

/** What to install, in a line. */
export const jupyterAdvice =
  'notebooks are run by nbclient, which no Python here has: apt install python3-nbclient, or python3 -m pip install nbclient';

/** The first Python that has nbclient; several may be installed, and Jupyter's is not always the first one. */
export async function findPython(): Promise<Python | undefined> {
  for (const program of candidates()) {
    const asked = ['-c', 'import nbclient, nbformat; print(nbclient.__version__)'];
    const { ok, stdout } = await runProgram(program, asked, { timeout: 30_000 });
    if (ok) return { program, version: stdout.trim() };
  }
  return undefined;
}

function candidates(): string[] {
  const wished = process.env[pythonVariable];
  if (wished) return [wished];
  const usual = process.platform === 'win32' ? ['python', 'py'] : ['python3', '/usr/bin/python3', 'python'];
  return [...pythonsOfJupyter(), ...usual];
}

/** The interpreters that the first lines of installed `jupyter` programs name. */
function pythonsOfJupyter(): string[] {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return folders.flatMap((folder) => {
    try {
      return (
        /^#!(\/\S*python\S*)\s*$/m.exec(readFileSync(join(folder, 'jupyter'), 'latin1').slice(0, 300))?.[1] ??
        []
      );
    } catch {
      return [];
    }
  });
}
