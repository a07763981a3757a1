/** A class out of the examples: as many submissions as are asked for, hardly two of them the same. */
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stages } from '../../lib/course';
import { Random } from '../../lib/random';
import { root } from '../../lib/root';

const examples = join(root, 'examples/submissions');
const stream = 0x636c;

/** Small edits as students make them, of the text of the first stage; some are mistakes. */
const edits: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace(/10_?000/, '1000'),
  (text) => text.replace('Math.sin', 'Math.cos'),
  (text) => text.replace(/\n}\s*$/, '\n'),
];

/**
 * Writes the submissions, each a folder of its own below `folder`. One in ten has handed in what another has.
 *
 * @returns their names
 */
export function makeClass(folder: string, submissions: number, seed: number): string[] {
  const random = new Random(seed, stream);
  const names = readdirSync(examples).sort();
  return Array.from({ length: submissions }, (_, index) => {
    const name = `student-${String(index + 1).padStart(3, '0')}`;
    const copied = index > 0 && random.below(10) === 0;
    if (copied)
      cpSync(
        join(folder, `student-${String(random.below(index) + 1).padStart(3, '0')}`),
        join(folder, name),
        { recursive: true },
      );
    else writeEdited(names[random.below(names.length)] ?? '', join(folder, name), index, random);
    return name;
  });
}

function writeEdited(example: string, folder: string, index: number, random: Random): void {
  mkdirSync(folder, { recursive: true });
  cpSync(join(examples, example, 'exercises'), join(folder, 'exercises'), { recursive: true });
  const first = join(folder, 'exercises', `${stages[0]?.stem}.ts`);
  const edit = edits[random.below(edits.length)] ?? ((text) => text);
  writeFileSync(first, `${edit(readFileSync(first, 'utf8'))}// ${index}\n`);
}
