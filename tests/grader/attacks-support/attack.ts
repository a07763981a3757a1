/** The corpus of attacks: what one says about itself, and where it is read from. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Layer as Removable, layers as removable } from '../../../grader/isolation/layers';
import { statusSchema } from '../../../grader/report/schema';
import { reversalMilestone, stages } from '../../../lib/course';
import { root } from '../../../lib/root';
import { firstStage } from '../support/submissions';
import { recipeSchema } from './recipe';

/** What keeps a submission from doing harm. Some can be taken away one by one, to see that each is needed. */
export const layers = [
  ...(Object.keys(removable) as Removable[]),
  'cpu',
  'kernel',
  'output',
  'channel',
  'bundling',
  'intake',
  'scoring',
  'report',
] as const;
export type Layer = (typeof layers)[number];

export const kinds = [
  'resources',
  'forging',
  'reading',
  'escaping',
  'bundling',
  'zip',
  'prototypes',
  'tensors',
  'training',
  'report',
] as const;

/** How a success shows. */
export const witnessKinds = [
  'read',
  'wrote',
  'spawned',
  'left running',
  'connected',
  'killed',
  'allocated',
  'opened',
  'printed',
  'forged',
  'reached',
] as const;
export type WitnessKind = (typeof witnessKinds)[number];

const verdict = z.union([statusSchema, z.literal('rejected')]);

export const attackSchema = z.strictObject({
  title: z.string().describe('what it does, in a sentence without a full stop'),
  kind: z.enum(kinds),
  stage: z.enum([...stages.map(({ stem }) => stem), reversalMilestone.stem]).default(firstStage),
  expected: z.strictObject({
    status: z.union([verdict, z.array(verdict)]).describe('a list where it depends on what comes first'),
    message: z.string().optional().describe('a regular expression that fits what the instructor reads'),
  }),
  layers: z
    .array(z.enum(layers))
    .min(1)
    .describe('what stops it; where there are several, each of them does'),
  alone: z.boolean().default(true).describe('false where something that nobody can take away stops it, too'),
  witness: z.strictObject({ kind: z.enum(witnessKinds), how: z.string() }),
  submission: z.string().optional().describe('the name of the folder or zip, where that is part of it'),
  make: recipeSchema
    .optional()
    .describe('what no repository can hold: links, devices, zips made byte by byte'),
});

export interface Attack extends z.infer<typeof attackSchema> {
  /** The name of its folder. */
  readonly id: string;
  /** Its files by path, as they are in the repository. */
  readonly files: ReadonlyMap<string, string>;
}

/** A stage beside the one that is attacked: it has to get all of its points. */
export const secondStage = '02-attention';

const corpus = join(root, 'tests/attacks');

/** All attacks, by name. */
export function readAttacks(): Attack[] {
  return readdirSync(corpus, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => readAttack(name))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function readAttack(id: string): Attack {
  const folder = join(corpus, id);
  const files = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => path !== 'attack.json')
    .map((path) => [path, readFileSync(join(folder, path), 'utf8')] as const);
  const about = JSON.parse(readFileSync(join(folder, 'attack.json'), 'utf8'));
  return { ...attackSchema.parse(about, { error: () => id }), id, files: new Map(files) };
}

/** The attacks that have to succeed when a layer is taken away: nothing else stands in their way. */
export function stoppedByAlone(layer: Layer, attacks: readonly Attack[]): Attack[] {
  return attacks.filter((attack) => attack.alone && attack.layers.length === 1 && attack.layers[0] === layer);
}

/** What most attacks import: a right answer, given unless the attack has succeeded. */
export const sharedFile = join(corpus, 'answer.ts');
