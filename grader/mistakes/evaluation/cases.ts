/**
 * Wrong implementations in another style than the bank's: rewrites of the stages with a switch for each known
 * mistake, written from the titles alone, and with mistakes that the bank does not know (`stranger-…`).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stageNumber, stagesOf } from '../../../lib/course';
import { Random } from '../../../lib/random';
import { root } from '../../../lib/root';
import { excluded } from './excludes';

/** One rewrite of a stage with mistakes in it. */
export interface Case {
  /** Unique; part of a file name. */
  readonly id: string;
  /** `02-attention` */
  readonly stage: string;
  /** The mistakes that are made. */
  readonly chosen: readonly string[];
  /** The file of the stage. */
  readonly text: string;
}

/** The diagnosis is measured on the core. */
const stages = stagesOf('core');

/** Where the ids of the chosen mistakes go. */
const place = '/* chosen */';
const pairs = 120;
const mixed = 30;

/** The text of a rewrite, without any mistake. */
export function rewrite(stem: string): string {
  return readFileSync(join(root, 'grader/mistakes/evaluation/rewrites', `${stem}.ts`), 'utf8');
}

/** The mistakes that a rewrite has a switch for. */
export function switchesOf(stem: string): string[] {
  return [...new Set(Array.from(rewrite(stem).matchAll(/makes\('([^']+)'\)/g), ([, id = '']) => id))];
}

/** Whether a mistake is none of the bank's. */
export function isStranger(id: string): boolean {
  return id.startsWith('stranger-');
}

/** Every mistake and every stranger alone, then pairs of mistakes, then pairs of a stranger and a mistake. */
export function cases(): Case[] {
  return [
    ...stages.flatMap(({ stem }) => switchesOf(stem).map((id) => caseOf(stem, [id]))),
    ...draw(pairs, 1, pairsOf),
    ...draw(mixed, 2, mixedPairsOf),
  ];
}

/** The rewrite of a stage with these mistakes switched on. */
export function caseOf(stem: string, chosen: readonly string[]): Case {
  const text = rewrite(stem).replace(place, chosen.map((id) => `'${id}'`).join(', '));
  return { id: `${stageNumber(stem)}.${chosen.join('+')}`, stage: stem, chosen, text };
}

type Pair = readonly [string, string];

/** Every two mistakes of the bank that can be made together. */
function pairsOf(stem: string): Pair[] {
  const known = switchesOf(stem).filter((id) => !isStranger(id));
  return known.flatMap((first, index) => partners(first, known.slice(index + 1)));
}

/** Every stranger with every mistake of the bank that can be made beside it. */
function mixedPairsOf(stem: string): Pair[] {
  const ids = switchesOf(stem);
  const known = ids.filter((id) => !isStranger(id));
  return ids.filter(isStranger).flatMap((stranger) => partners(stranger, known));
}

function partners(first: string, others: readonly string[]): Pair[] {
  return others.filter((second) => !excluded(first, second)).map((second) => [first, second]);
}

/** As many from each stage, none of them twice. */
function draw(count: number, seed: number, candidates: (stem: string) => Pair[]): Case[] {
  return stages.flatMap(({ stem }, stage) => {
    const random = new Random(seed, stage);
    const left = candidates(stem);
    return Array.from({ length: count / stages.length }, () =>
      left.splice(random.below(left.length), 1).flat(),
    ).map((chosen) => caseOf(stem, chosen));
  });
}
