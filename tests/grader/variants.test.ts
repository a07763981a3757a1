import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Variant, variants } from '../../grader/variants/load';
import { stages } from '../../lib/course';
import { root } from '../../lib/root';

const all = await variants();
const paths = stages.map(({ stem }) => `exercises/${stem}.ts`);
const reference = new Map<string, string>();
for (const { stem } of stages) {
  reference.set(`exercises/${stem}.ts`, await readFile(join(root, 'solutions', `${stem}.ts`), 'utf8'));
}

/** The texts that are not those of the solutions, by path. */
const own = ({ files }: Variant) => [...files].filter(([path, text]) => text !== reference.get(path)).sort();

test('there are enough of them to stand for a class', () => {
  expect(all.length).toBeGreaterThanOrEqual(40);
});

test('no two have the same name, and every name is in kebab-case', () => {
  const ids = all.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
});

test.each(all)('$id is whole, differs from the solutions and says in what', (variant) => {
  expect([...variant.files.keys()]).toEqual(expect.arrayContaining(paths));
  const [first] = own(variant);
  expect(first?.[1]).toMatch(/^\/\/ .{10,}\.\n/);
  expect(own(variant).some(([path]) => paths.includes(path))).toBe(true);
});

test('each is different from all others', () => {
  const texts = all.map((variant) => JSON.stringify(own(variant).map(([path, text]) => [path, body(text)])));
  expect(new Set(texts).size).toBe(all.length);
});

/** Without the comment in the first line. */
const body = (text: string) => text.replace(/^\/\/.*\n/, '');
