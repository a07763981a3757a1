/** An examined function that runs in this process. */
import * as tf from '@tensorflow/tfjs';
import { abandonTape, recorder } from '../awaited';
import { listTensors } from '../parameters';
import type { Differentiated, Examined, NamedArguments, Remains, StudentFunction } from './health';

/** How deep a record of arguments can be; a student may put a circle into it. */
const deepest = 12;

/** A function of this process, as something to examine. */
export function here(fn: StudentFunction): Examined {
  const call = async (args: NamedArguments) => fn(...(Object.values(args) as never[]));
  return {
    call,
    async watch(args) {
      const before = leavesOf(args);
      const value = await call(args);
      return { value, left: remains(before, leavesOf(args)) };
    },
    gradient: (args, weights, paths) => differentiate(call, args, weights, paths),
    tensors: async () => tf.memory().numTensors,
  };
}

async function differentiate(
  call: Examined['call'],
  args: NamedArguments,
  weights: tf.Tensor,
  paths: readonly string[],
): Promise<Differentiated> {
  const list = listTensors(args).filter(({ path }) => paths.includes(path));
  recorder().startTape();
  try {
    const value = (await call(args)) as tf.Tensor;
    const tensors = list.map(({ tensor }) => tensor);
    const { grads } = tf.engine().gradients(() => value, tensors, weights, true);
    const gradients = list.map(({ path }, index) => [path, grads[index] as tf.Tensor | undefined]);
    return { value, gradients: Object.fromEntries(gradients) };
  } finally {
    abandonTape();
  }
}

function remains(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): Remains {
  const paths = [...new Set([...before.keys(), ...after.keys()])];
  return Object.fromEntries(
    paths.flatMap((path): [string, Remains[string]][] => {
      const [was, is] = [before.get(path), after.get(path)];
      if (was instanceof tf.Tensor && was.isDisposed) return [[path, 'disposed']];
      if (!Object.is(was, is)) return [[path, 'replaced']];
      return was instanceof tf.Tensor ? [[path, was]] : [];
    }),
  );
}

/** Everything in nested records that is not a record itself, by path. */
function leavesOf(tree: unknown, path = '', depth = 0): Map<string, unknown> {
  if (tree instanceof tf.Tensor || typeof tree !== 'object' || tree === null || depth > deepest) {
    return new Map([[path, tree]]);
  }
  const at = (name: string) => (path === '' ? name : `${path}.${name}`);
  return new Map(Object.entries(tree).flatMap(([name, item]) => [...leavesOf(item, at(name), depth + 1)]));
}
