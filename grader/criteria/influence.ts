/** Which token changes which logits of a submission's transformer. A picture: it changes no score. */
import { reversalMilestone } from '../../lib/course';
import type { InfluenceMatrix } from '../../lib/leaks/influence';
import { findLeak } from '../../lib/leaks/kind';
import { type Forward, leakConfig } from '../../lib/leaks/model';
import type { RecordedInfluence } from '../../lib/leaks/recorded';
import { limits } from '../limits';
import type { PicturesReport } from '../report/schema';
import { derivedSeed } from '../seed';
import type { Subject } from '../subject/subject';

/** Influence and the kind of leak; nothing when the transformer gives no finite logits in time. */
export async function influencePicture(subject: Subject, seed: number): Promise<PicturesReport['influence']> {
  const own = derivedSeed(seed, 'influence');
  try {
    const { kind, sentence, influence } = await findLeak(forwardOf(subject), {
      seed: own,
      recorded: async () => readRecorded(await subject.influence(reversalMilestone.trains, own)),
    });
    const { perturbation, gradient } = influence;
    return { perturbation: rounded(perturbation), gradient: gradient && rounded(gradient), kind, sentence };
  } catch {
    // Whatever is wrong has been said by the tests: a picture is never worth an error.
    return undefined;
  }
}

/** The function in the submission's process, as long as there is time. */
function forwardOf(subject: Subject): Forward {
  const end = performance.now() + limits.influence;
  return (params, tokens, config) => {
    if (performance.now() > end) throw new Error('no time left for the picture of influence');
    return subject.call(reversalMilestone.trains, 'transformer', [params, tokens, config]);
  };
}

/** Takes apart what the process of the submission says: two matrices of numbers, or nothing. */
export function readRecorded(value: unknown): RecordedInfluence | undefined {
  const { gradient, training } = (value ?? {}) as Record<string, unknown>;
  return isMatrix(gradient) && isMatrix(training) ? { gradient, training } : undefined;
}

function isMatrix(value: unknown): value is InfluenceMatrix {
  const isList = (list: unknown): list is unknown[] => Array.isArray(list) && list.length === leakConfig.seq;
  const isNumber = (entry: unknown) => typeof entry === 'number' && Number.isFinite(entry) && entry >= 0;
  return isList(value) && value.every((row) => isList(row) && row.every(isNumber));
}

/** Four digits are more than a shade needs. */
function rounded(matrix: InfluenceMatrix): number[][] {
  return matrix.map((row) => row.map((value) => Number(value.toPrecision(4))));
}
