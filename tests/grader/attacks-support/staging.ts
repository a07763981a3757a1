/** Puts attacks into a folder as the submissions of a class. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { channel } from '../../../grader/subject/protocol';
import { stages } from '../../../lib/course';
import { root } from '../../../lib/root';
import { writeFiles } from '../support/folders';
import { encodingText, firstStage } from '../support/submissions';
import { type Attack, sharedFile } from './attack';
import type { Outside } from './outside';
import { fillIn, makeOddities } from './recipe';
import { zipOf } from './zip-bytes';

export interface StagingPlan {
  readonly folder: string;
  readonly project: string;
  readonly graderPid: number;
  readonly outside: Outside;
}

type Values = Readonly<Record<string, () => string>>;

/** The name of an honest submission in the same class, which holds a secret of its own. */
export const neighbour = 'a neighbour';

/** Writes one folder or zip for each attack below `class/`, and one for the {@link neighbour}. */
export function stageAttacks(attacks: readonly Attack[], plan: StagingPlan): void {
  const { folder, project, graderPid, outside } = plan;
  const classFolder = join(folder, 'class');
  mkdirSync(classFolder);
  const own = `${encodingText()}\nglobalThis.own = '${outside.secrets.neighbour}';\n`;
  writeFiles(join(classFolder, neighbour), {
    ...solutions(),
    [`exercises/${firstStage}.ts`]: own,
  });
  const common: Values = {
    root: () => project,
    out: () => join(folder, 'out'),
    temporary: () => join(folder, 'tmp'),
    grader: () => String(graderPid),
    requests: () => String(channel.requests),
    replies: () => String(channel.replies),
    addon: () => addonIn(join(project, 'node_modules')),
  };
  for (const attack of attacks) stage(attack, classFolder, { ...common, ...outside.placeholders(attack.id) });
}

function stage(attack: Attack, classFolder: string, values: Values): void {
  const { id, submission = id, files, make } = attack;
  const filled = [...files].map(([path, text]) => [fillIn(path, values), fillIn(text, values)]);
  const all = { ...solutions(), ...Object.fromEntries(filled) } as Record<string, string>;
  const recipe = make && (JSON.parse(fillIn(JSON.stringify(make), values)) as typeof make);
  Object.assign(all, recipe?.texts);
  for (const path of recipe?.leaveOut ?? []) delete all[path];
  if (recipe?.zip) {
    writeFileSync(join(classFolder, `${submission}.zip`), zipOf(recipe, all));
  } else {
    writeFiles(join(classFolder, submission), all);
    if (recipe) makeOddities(join(classFolder, submission), recipe);
  }
}

/** What a submission hands in besides the attack: right answers, and what attacks have in common. */
function solutions(): Record<string, string> {
  const texts = stages.map(({ stem }) => [
    `exercises/${stem}.ts`,
    readFileSync(join(root, 'solutions', `${stem}.ts`), 'utf8'),
  ]);
  return { ...Object.fromEntries(texts), 'exercises/answer.ts': readFileSync(sharedFile, 'utf8') };
}

/** A file that Node could load as machine code. */
function addonIn(packages: string): string {
  const names = readdirSync(packages, { recursive: true, encoding: 'utf8' });
  return join(packages, names.find((name) => name.endsWith('.node')) ?? 'none.node');
}
