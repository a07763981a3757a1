/** Makes notebooks/*.ipynb from notebooks/source; `--check` only says which are not what they would be made. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exitCode, runCommand } from '../lib/cli/start';
import { stages } from '../lib/course';
import { notebookFolder, notebookText, sourceFolder } from '../lib/notebooks/source';
import { writeWhole } from '../lib/whole-file';

await runCommand(async ([option]) => {
  const made = stages.map(({ stem }) => ({
    file: join(notebookFolder, `${stem}.ipynb`),
    text: notebookText(stem, readFileSync(join(sourceFolder, `${stem}.md`), 'utf8')),
  }));
  const stale = made.filter(({ file, text }) => textOf(file) !== text);
  if (option === '--check') {
    for (const { file } of stale) console.error(`${file} is not made from its source: npm run ipynb`);
    return stale.length === 0 ? exitCode.ok : exitCode.failed;
  }
  for (const { file, text } of stale) writeWhole(file, text);
  console.log(`${stale.length} of ${made.length} notebooks written`);
  return exitCode.ok;
});

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
