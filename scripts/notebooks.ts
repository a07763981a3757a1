/** Makes notebooks/*.ipynb from notebooks/source; `--check` only says which are not as they would be made. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { exitCode, runCommand } from '../lib/cli/start';
import { stages } from '../lib/course';
import { cellsOf, notebookFolder, notebookText, sourceFolder } from '../lib/notebooks/source';
import { root } from '../lib/root';
import { runProgram } from '../lib/run-program';
import { writeWhole } from '../lib/whole-file';

interface Made {
  readonly stem: string;
  readonly file: string;
  readonly source: string;
  readonly text: string;
}

await runCommand(async ([option]) => {
  const all = stages.map(({ stem }) => make(stem));
  const stale = all.filter(({ file, text }) => textOf(file) !== text);
  if (option === '--check') return check(all, stale);
  for (const { file, text } of stale) writeWhole(file, text);
  console.log(`${stale.length} of ${all.length} notebooks written`);
  return exitCode.ok;
});

function make(stem: string): Made {
  const source = readFileSync(join(sourceFolder, `${stem}.md`), 'utf8');
  return { stem, source, file: join(notebookFolder, `${stem}.ipynb`), text: notebookText(stem, source) };
}

async function check(all: readonly Made[], stale: readonly Made[]): Promise<number> {
  for (const { file } of stale) {
    console.error(`${relative(root, file)} is not as its source would make it: npm run ipynb`);
  }
  const types = await typeErrors(all);
  if (types) console.error(types);
  return stale.length === 0 && !types ? exitCode.ok : exitCode.failed;
}

/** What the compiler says of the cells: the kernel itself does not look at types. */
async function typeErrors(all: readonly Made[]): Promise<string> {
  const folder = join(root, '.cache/notebook-types');
  mkdirSync(folder, { recursive: true });
  for (const { stem, source } of all) {
    const code = cellsOf(source).flatMap(({ kind, text }) => (kind === 'code' ? [text] : []));
    writeFileSync(join(folder, `${stem}.ts`), `${code.join('\n')}\nexport {};\n`);
  }
  // As if the files lay in the root, from where a notebook imports.
  const compilerOptions = { rootDirs: ['../..', '.'] };
  const config = { extends: '../../tsconfig.json', compilerOptions, include: ['*.ts'], exclude: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const compiler = join(root, 'node_modules/typescript/bin/tsc');
  const { ok, stdout } = await runProgram(process.execPath, [compiler, '--noEmit', '-p', folder], {
    cwd: root,
  });
  return ok ? '' : stdout.replaceAll('.cache/notebook-types/', '');
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
