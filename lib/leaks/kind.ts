/** Examines a transformer for leaks and names what it finds; docs/leaks.md describes each experiment. */
import type { TransformerConfig } from '../parameters';
import { isMixing, nameLeak, nameLength, nameMixing } from './experiments';
import type { LeakFinding } from './finding';
import { type Changes, leakingPairs, noise, typical, visiblePairs } from './influence';
import { Laboratory } from './laboratory';
import { type Forward, leakConfig } from './model';
import type { RecordedInfluence } from './recorded';
import { disagreements, type Named, none, onlyInTraining, unsteady } from './sentences';

export interface LeakOptions {
  /** Fixes parameters and tokens. */
  readonly seed: number;
  /** The sizes of the model; the vocabulary must hold (seq + 2) · seq tokens. */
  readonly config?: TransformerConfig | undefined;
  /**
   * Asks `recordInfluence` where the function lives, once it has answered ordinary calls. When this throws nothing is
   * recorded: a function that returns a promise has no gradient.
   */
  readonly recorded?: (() => Promise<RecordedInfluence | undefined>) | undefined;
}

/**
 * Finds out which tokens change which logits, and how those that must not do it.
 *
 * Replacing tokens decides; the recorded influence is told beside it, and names the kind only where it alone sees a
 * leak.
 *
 * @param forward - `transformer`, in this process or in another
 * @throws {TypeError} when it does not return finite logits [batch, seq, vocab]
 * @throws whatever it throws
 */
export async function findLeak(forward: Forward, options: LeakOptions): Promise<LeakFinding> {
  const { seed, config = leakConfig } = options;
  const laboratory = new Laboratory(forward, config, seed);
  try {
    const difference = await laboratory.unsteadiness();
    const whole = await measureWhole(laboratory);
    const recorded = await record(options);
    const steady = difference <= noise * typical(whole.influence);
    const named = steady ? await name(laboratory, whole, recorded) : unsteady();
    const gradient = recorded?.gradient;
    return {
      ...named,
      sentence: [named.sentence, ...(steady ? disagreement(whole, named, recorded) : [])].join(' '),
      where: leakingPairs(
        named.kind === 'only in training' && recorded ? recorded.training : whole.influence,
      ),
      influence: { perturbation: whole.influence, ...(gradient ? { gradient } : {}) },
      calls: laboratory.calls,
    };
  } finally {
    laboratory.dispose();
  }
}

async function record({ recorded }: LeakOptions): Promise<RecordedInfluence | undefined> {
  try {
    return await recorded?.();
  } catch {
    return undefined;
  }
}

/** When sequences change each other, one at a time is changed. */
async function measureWhole(laboratory: Laboratory): Promise<Changes> {
  const together = await laboratory.measure({ draws: 3 });
  if (!isMixing(together)) return together;
  laboratory.separately = true;
  return laboratory.measure();
}

async function name(
  laboratory: Laboratory,
  whole: Changes,
  recorded: RecordedInfluence | undefined,
): Promise<Named> {
  if (laboratory.separately) return nameMixing(laboratory, whole);
  if (leakingPairs(whole.influence).length > 0) return nameLeak(laboratory, whole);
  const byLength = await nameLength(laboratory, whole);
  if (byLength) return byLength;
  const inTraining = leakingPairs(recorded?.training ?? []);
  return inTraining.length > 0 ? onlyInTraining(inTraining) : none();
}

/** An influence is certain, and no rounding, beyond this share of the typical one. */
const certain = 1e-3;

/** Where gradient and perturbation tell different things about one model, in words. */
function disagreement(
  { influence }: Changes,
  { kind }: Named,
  recorded: RecordedInfluence | undefined,
): string[] {
  if (!recorded || kind === 'across the batch' || kind === 'only in training') return [];
  const { gradient } = recorded;
  const own = typical(influence);
  // Exactly zero: a gradient may be small for many reasons.
  const cut = visiblePairs(influence).some(
    ({ output, input }) =>
      (influence[output]?.[input] ?? 0) > certain * own && gradient[output]?.[input] === 0,
  );
  const extra = leakingPairs(gradient).some(
    ({ output, input }) => (influence[output]?.[input] ?? 0) <= noise * own,
  );
  return [...(cut ? [disagreements.cut] : []), ...(extra ? [disagreements.extra] : [])];
}
