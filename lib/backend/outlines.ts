/** What a gradient needs of a tensor when the numbers do not matter: sums and reshapes only look at the shape. */
import * as tf from '@tensorflow/tfjs';

/** Kept by the tape in the place of a tensor, whose memory can go earlier. */
export interface Outline {
  readonly shape: number[];
  readonly size: number;
}

/** A gradient that knows the inputs that it saves by their outlines. */
export interface OutlineGradient extends tf.GradConfig {
  readonly inputsToSave: string[];
  readonly savesOutlines: true;
}

/**
 * A gradient that needs no numbers.
 *
 * @param inputNames - the inputs whose outlines it gets
 */
export function outlineGradient(
  kernelName: string,
  inputNames: string[],
  gradFunc: (
    dy: tf.Tensor,
    outlines: readonly [Outline, ...Outline[]],
    attrs: tf.NamedAttrMap,
  ) => Record<string, () => tf.Tensor>,
): OutlineGradient {
  return {
    kernelName,
    inputsToSave: inputNames,
    savesOutlines: true,
    gradFunc: gradFunc as unknown as tf.GradConfig['gradFunc'],
  };
}

/** The outlines that the gradient of a kernel asks for; undefined where it needs the tensors themselves. */
export function outlinesFor(
  kernelName: string,
  inputs: Readonly<Record<string, tf.Tensor>>,
): Outline[] | undefined {
  const gradient = tf.getGradient(kernelName) as tf.GradConfig & Partial<OutlineGradient>;
  if (!gradient?.savesOutlines) return undefined;
  return gradient.inputsToSave?.map((name) => {
    const { shape, size } = inputs[name] as tf.Tensor;
    return { shape, size };
  });
}
