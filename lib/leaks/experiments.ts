/** Names a leak by what makes it disappear. */
import { type Changes, type InfluenceMatrix, leakingPairs, noise, typical, visiblePairs } from './influence';
import { type Laboratory, parts } from './laboratory';
import type { Named } from './sentences';
import * as say from './sentences';

/** Lengths change how products are summed up: differences below this share of the typical influence are rounding. */
const lengthNoise = 1e-3;

/** Below this strength a leak is too small for a position that sees later tokens as it sees earlier ones. */
const weak = 0.02;

/** What nothing but the other sequences of the batch changes. */
export async function nameMixing(laboratory: Laboratory, whole: Changes): Promise<Named> {
  const silent = laboratory.paths(parts.attention);
  const outside = await laboratory.measure({ silent });
  const within = leakingPairs(whole.influence).length > 0;
  const stays = isMixing(outside);
  if (leakingPairs(outside.influence).length > 0) return say.normalisation({ batch: stays });
  return say.batch({ within, stays });
}

/** Does a sequence change in which no token was replaced? */
export function isMixing({ influence, across }: Changes): boolean {
  return across > noise * typical(influence);
}

/** What no token but the length of the sequence changes; nothing when it changes nothing. */
export async function nameLength(laboratory: Laboratory, whole: Changes): Promise<Named | undefined> {
  const least = lengthNoise * typical(whole.influence);
  if (!((await lengthChange(laboratory, [])) > least)) return undefined;
  const silent = laboratory.paths(parts.attentionAndFeedForward);
  return say.positions({ outside: (await lengthChange(laboratory, silent)) > least });
}

/** Not a number for a function that reads only sequences of the full length: its own error says that better. */
async function lengthChange(laboratory: Laboratory, silent: readonly string[]): Promise<number> {
  try {
    return await laboratory.lengthChange(silent);
  } catch {
    return Number.NaN;
  }
}

/** The largest influence of a later token, as a share of the typical one. */
function strength(matrix: InfluenceMatrix): number {
  const later = matrix.flatMap((row, output) => row.slice(output + 1));
  return Math.max(0, ...later) / typical(matrix);
}

/** A later token of the same sequence changes an earlier position: how? */
export async function nameLeak(laboratory: Laboratory, whole: Changes): Promise<Named> {
  const outside = await laboratory.measure({ silent: laboratory.paths(parts.attention) });
  return leakingPairs(outside.influence).length > 0
    ? nameOutside(laboratory)
    : nameAttention(laboratory, whole);
}

/** The leak stays when attention adds nothing. */
async function nameOutside(laboratory: Laboratory): Promise<Named> {
  const { influence } = await laboratory.measure({ silent: laboratory.paths(parts.attentionAndFeedForward) });
  const pairs = leakingPairs(influence);
  if (pairs.length === 0) return say.unknown('It disappears when feed-forward adds nothing.');
  // Mean and variance over seq depend on every token, the earlier and the later ones.
  const all = visiblePairs(influence).length === influence.length ** 2;
  if (all) return say.normalisation({ batch: false });
  return say.unknown(`It stays when attention and feed-forward add nothing: ${say.pairsInWords(pairs)}.`);
}

/** The leak disappears when attention adds nothing. */
async function nameAttention(laboratory: Laboratory, whole: Changes): Promise<Named> {
  const without = async (names: readonly string[]) =>
    (await laboratory.measure({ silent: laboratory.paths(names) })).influence;
  const equalKeys = await without(parts.keys);
  if (strength(equalKeys) < weak) {
    const hidden = strength(equalKeys) < noise / 10 && strength(whole.influence) > weak;
    return hidden ? say.maskAfterSoftmax() : say.weakMask();
  }
  if (leakingPairs(await without(parts.queries)).length === 0) return say.softmaxOverQueries();
  const blocks = await leaksOfBlocks(laboratory);
  const leaking = blocks.filter(({ influence }) => leakingPairs(influence).length > 0);
  const kinds = new Set(leaking.map(patternOf));
  const [kind] = kinds;
  if (kind === undefined || kinds.size > 1 || kind === 'other') {
    return say.unknown(pairsOf(leaking[0] ?? whole), { heads: await needsHeads(laboratory) });
  }
  const place =
    leaking.length === blocks.length
      ? 'every'
      : leaking.map((each) => blocks.indexOf(each) + 1).join(' and ');
  return namesOfPatterns[kind](place);
}

/** Is there no leak with a single head? A function that cannot have one tells nothing. */
async function needsHeads(laboratory: Laboratory): Promise<boolean> {
  try {
    return leakingPairs((await laboratory.measure({ heads: 1 })).influence).length === 0;
  } catch {
    return false;
  }
}

/** Each block with the attention of all others silenced: two blocks with one mistake look like another. */
async function leaksOfBlocks(laboratory: Laboratory): Promise<Changes[]> {
  const { layers } = laboratory.config;
  const found: Changes[] = [];
  for (let block = 0; block < layers; block += 1) {
    const others = Array.from({ length: layers }, (_, index) => index).filter((index) => index !== block);
    const silent = others.flatMap((other) => laboratory.paths(parts.attention, other));
    found.push(await laboratory.measure({ silent }));
  }
  return found;
}

type Pattern = 'all' | 'transposed' | 'next' | 'other';

const namesOfPatterns = { all: say.noMask, transposed: say.transposed, next: say.offByOne } as const;

function patternOf({ influence }: Changes): Pattern {
  const seq = influence.length;
  const pairs = leakingPairs(influence);
  const all = pairs.length === (seq * (seq - 1)) / 2;
  const earlier = visiblePairs(influence).some(({ output, input }) => input < output);
  if (all) return earlier ? 'all' : 'transposed';
  const next = pairs.length === seq - 1 && pairs.every(({ output, input }) => input === output + 1);
  return next && earlier ? 'next' : 'other';
}

function pairsOf({ influence }: Changes): string {
  return `It goes through attention: ${say.pairsInWords(leakingPairs(influence))}.`;
}
