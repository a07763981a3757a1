/** What an examination found, in words: the fact, and the likely cause. */
import type { Change, Health } from '../../lib/health/health';
import { round } from './compare';

/** What one test asks of a function's health. */
export type HealthAspect = 'gradients' | 'answers' | 'memory';

export interface Ailment {
  readonly fact: string;
  readonly hint: string;
}

/** What is wrong in one respect; undefined when nothing is. */
export function ailmentOf(health: Health, aspect: HealthAspect): Ailment | undefined {
  return ailments[aspect](health);
}

const ailments: Record<HealthAspect, (health: Health) => Ailment | undefined> = {
  gradients: ofGradients,
  answers: ofAnswers,
  memory: ({ kept }) =>
    kept > 0
      ? {
          fact: `every call leaves ${kept} more ${kept === 1 ? 'tensor' : 'tensors'} in memory, even inside tf.tidy`,
          hint: 'tf.keep and tf.variable hold on to a tensor until it is disposed: is that needed here? What is kept for all calls is made once',
        }
      : undefined,
};

function ofGradients(health: Health): Ailment | undefined {
  const { skipped, notFinite, cut, incomplete, gradientError } = health;
  if (skipped === 'no tensor') {
    return {
      fact: 'expected a tensor that gradients can pass through, received something else',
      hint: 'is there a `return`, of a tensor that has not been disposed?',
    };
  }
  if (notFinite.length > 0) {
    return {
      fact: `NaN or an infinity in ${listed(notFinite)}`,
      hint: 'look for a division by 0, a root or logarithm of 0, e to the power of a large number, or −Infinity as a score',
    };
  }
  if (gradientError !== undefined) {
    const missing = /gradient function not found for (\w+)/.exec(gradientError)?.[1];
    const why = missing ? `TensorFlow.js has none for ${missing}` : `it throws ${gradientError}`;
    return {
      fact: `no gradient can be computed: ${why}`,
      hint: 'training has to get through every step: say the same with other operations',
    };
  }
  if (cut.length > 0) {
    return {
      fact: `no gradient reaches ${listed(cut)}`,
      hint: 'dataSync, arraySync and tf.tensor of their numbers cut the connection, and so does a tf.variable made on the way: compute with tensors all the way',
    };
  }
  const [wrong] = incomplete;
  if (!wrong) return undefined;
  return {
    fact: `the gradient of ${listed(incomplete.map(({ path }) => path))} is not complete: in one direction small steps of ${wrong.path} show a slope of ${round(wrong.steps, 3)}, the gradient says ${round(wrong.gradient, 3)}`,
    hint: 'some of the ways from there to the result leave the tensors: does a part go through dataSync, arraySync or tf.tensor of numbers?',
  };
}

function ofAnswers({ changed, drift, laterError }: Health): Ailment | undefined {
  const [first] = changed;
  if (first) {
    const others = changed.filter(({ how }) => how === first.how).map(({ path }) => path);
    return {
      fact: `the call ${changeWords[first.how].verb} ${listed(others)}`,
      hint: changeWords[first.how].hint,
    };
  }
  if (laterError !== undefined) {
    return {
      fact: `the first call answers, a later one with the same arguments throws ${laterError}`,
      // The second is what comes of a product with a disposed tensor.
      hint: /disposed|reading 'backend'|reading 'dataId'/.test(laterError)
        ? 'a tensor that outlives the call was disposed at its end: make it anew in each call, or hold on to it with tf.keep'
        : 'does something outside of the function change from call to call?',
    };
  }
  if (drift <= 0) return undefined;
  const size = Number.isFinite(drift) ? ` (by up to ${round(drift)})` : '';
  return {
    fact: `calls with the same arguments give different answers${size}`,
    hint: 'is something random in it, such as dropout, or does it depend on what is outside of the function and changes from call to call?',
  };
}

const changeWords: Record<Change['how'], { readonly verb: string; readonly hint: string }> = {
  disposed: {
    verb: 'disposes',
    hint: 'inputs belong to the caller, who needs them again: dispose only what the function has made itself',
  },
  overwritten: {
    verb: 'overwrites the numbers of',
    hint: 'the array of dataSync can be the memory of the tensor itself: work on a copy, or better, with tensors all the way',
  },
  replaced: {
    verb: 'replaces',
    hint: 'params and options belong to the caller: put a new value into a constant of your own, not back into the record',
  },
};

/** `q`, `q and k`, `q, k, v and 5 more`. */
function listed(paths: readonly string[], most = 3): string {
  if (paths.length > most + 1) return `${paths.slice(0, most).join(', ')} and ${paths.length - most} more`;
  return paths.length < 2 ? paths.join('') : `${paths.slice(0, -1).join(', ')} and ${paths.at(-1)}`;
}
