/** Tiny submissions: one stage, so that a grading takes seconds. */
import { join } from 'node:path';
import type { Candidate, Submission } from '../../../grader/intake/submission';
import { writeFiles } from './folders';

export const firstStage = '01-positional-encoding';

/** Right, but for what `sine` and `cosine` are. */
export function encodingText({ sine = 'sin', cosine = 'cos' } = {}): string {
  return `import * as tf from '@tensorflow/tfjs';
export function positionalEncoding(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError('Expected dModel to be even, got ' + dModel);
  const rows = Array.from({ length: seq }, (_, position) =>
    Array.from({ length: dModel }, (_, column) => {
      const angle = position / 10000 ** ((column - (column % 2)) / dModel);
      return column % 2 === 0 ? Math.${sine}(angle) : Math.${cosine}(angle);
    }),
  );
  return tf.tensor2d(rows, [seq, dModel]);
}
`;
}

/** As the intake would give it. */
export function submissionOf(name: string, text = encodingText()): Submission {
  return {
    name,
    source: name,
    files: new Map([[`exercises/${firstStage}.ts`, text]]),
    papers: new Map(),
    notes: [],
  };
}

/** The same as a folder below `place`, as the finding gives it. */
export function candidateIn(place: string, name: string, text = encodingText()): Candidate {
  const path = join(place, name);
  writeFiles(path, { [`exercises/${firstStage}.ts`]: text });
  return { name, source: name, path, given: name };
}
