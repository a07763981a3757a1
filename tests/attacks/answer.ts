/** What most attacks have in common: the right answer, given unless the attack succeeds. */
import * as tf from '@tensorflow/tfjs';

/** A right positional encoding. */
export function answer(seq: number, dModel: number): tf.Tensor2D {
  if (dModel % 2 !== 0) throw new RangeError('Expected dModel to be even, got ' + dModel);
  const rows = Array.from({ length: seq }, (_, position) =>
    Array.from({ length: dModel }, (_, column) => {
      const angle = position / 10000 ** ((column - (column % 2)) / dModel);
      return column % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }),
  );
  return tf.tensor2d(rows, [seq, dModel]);
}

/** Says that the attack has succeeded, where the harness will see it. */
export function witness(what: string): never {
  console.log(`WITNESS ${what}`);
  throw new Error(`WITNESS ${what}`);
}

/**
 * Attacks at the first call. What the attack gives back, `read /etc/passwd`, is told in every call from then on;
 * an attack that gives nothing back, or throws, has failed, and the answers are right.
 */
export function rightUnless(attack: () => unknown) {
  let tried: Promise<unknown> | undefined;
  const once = async () => attack();
  return async (seq: number, dModel: number): Promise<tf.Tensor2D> => {
    tried ??= once().catch((error) => void console.log(`the attack failed: ${error}`));
    const success = await tried;
    return success ? witness(String(success)) : answer(seq, dModel);
  };
}
