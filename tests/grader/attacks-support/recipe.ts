/** Parts of an attack that no repository can hold: long texts, links, devices, zips that no honest program makes. */
import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const entrySchema = z.strictObject({
  name: z.string().describe('`#` is the number of the entry where it is repeated'),
  text: z.string().optional(),
  zeros: z.int().optional().describe('as many zero bytes instead of a text'),
  times: z.int().default(1),
  mode: z.string().optional().describe('type and permissions, in octal'),
  claims: z.int().optional().describe('what the zip says of its unpacked size'),
  stored: z.boolean().default(false),
});

export const recipeSchema = z.strictObject({
  texts: z.record(z.string(), z.string()).default({}).describe('files that git would ignore'),
  links: z.record(z.string(), z.string()).default({}).describe('symbolic links: path and target'),
  hardLinks: z.record(z.string(), z.string()).default({}),
  pipes: z.array(z.string()).default([]),
  leaveOut: z.array(z.string()).default([]).describe('files that the harness would fill in'),
  zip: z.array(entrySchema).optional().describe('the submission is a zip: its files, then these'),
  alone: z.boolean().default(false).describe('the zip has no entries but these'),
  overlap: z.boolean().default(false).describe('all entries share the bytes of the first'),
  secondDirectory: z
    .boolean()
    .default(false)
    .describe('the zip ends twice, the first time without its last entry'),
});
export type Recipe = z.infer<typeof recipeSchema>;
export type ZipEntry = z.infer<typeof entrySchema>;

/** Makes links and pipes in a folder. */
export function makeOddities(folder: string, { links, hardLinks, pipes }: Recipe): void {
  const place = (path: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    return join(folder, path);
  };
  for (const [path, target] of Object.entries(links)) symlinkSync(target, place(path));
  for (const [path, target] of Object.entries(hardLinks)) linkSync(target, place(path));
  for (const path of pipes) execFileSync('mkfifo', [place(path)]);
}

/** Puts `{{name}}` and `{{repeat 1000 "text #"}}` into a text; `#` counts from 0. */
export function fillIn(text: string, values: Readonly<Record<string, () => string>>): string {
  return text
    .replace(/\{\{repeat (\d+) "(.*?)"\}\}/g, (_, times, what) =>
      Array.from({ length: Number(times) }, (_, index) => what.replaceAll('#', index)).join(''),
    )
    .replace(/\{\{(\w+)\}\}/g, (_, name) => {
      const value = values[name];
      if (!value) throw new Error(`an attack asks for {{${name}}}, which nobody knows`);
      return value();
    });
}
