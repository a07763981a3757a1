/**
 * Backpropagation through the tape of TensorFlow.js's engine, in the place of its own (`Engine.gradients`, `tape.ts`).
 *
 * The numbers and the errors are the same. What is different: a gradient may be the very tensor that it was made from,
 * as that of a sum is, and what no earlier operation needs any more is disposed at once, gradients as well as what the
 * tape has kept. So the memory that comes next is still in the processor's cache.
 */
import * as tf from '@tensorflow/tfjs';
import { runKernel } from './gradients/run';
import type { Outline } from './outlines';

/** One operation that was recorded. */
interface TapeNode {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, tf.Tensor>>;
  readonly outputs: readonly tf.Tensor[];
  readonly saved: readonly (tf.Tensor | Outline)[];
  readonly gradient?: (slopes: readonly (tf.Tensor | null)[]) => Readonly<Record<string, () => tf.Tensor>>;
}

/** What is used of the engine; its types call most of it private. */
interface Engine {
  readonly state: {
    readonly gradientDepth: number;
    readonly activeScope: { readonly id: number };
    activeTape: readonly TapeNode[] | null;
  };
  startTape(): void;
  endTape(): void;
  scopedRun<Result>(start: () => void, end: () => void, work: () => Result): Result;
  tidy<Result>(name: string, work: () => Result): Result;
  gradients(
    f: () => tf.Tensor,
    xs: readonly tf.Tensor[],
    dy?: tf.Tensor | null,
    allowNoGradients?: boolean,
  ): { value: tf.Tensor; grads: (tf.Tensor | undefined)[] };
}

/** Puts it in the place of the engine's own. */
export function replaceBackpropagation(): void {
  const engine = tf.engine() as unknown as Engine;
  engine.gradients = (f, xs, dy, allowNoGradients = false) => {
    tf.util.assert(xs.length > 0, () => 'gradients() received an empty list of xs.');
    if (dy && dy.dtype !== 'float32') throw new Error(`dy must have 'float32' dtype, but has '${dy.dtype}'`);
    const record = () => engine.tidy('forward', f);
    const value = engine.scopedRun(
      () => engine.startTape(),
      () => engine.endTape(),
      record,
    );
    tf.util.assert(value instanceof tf.Tensor, () => 'The result y returned by f() must be a tensor.');
    const steps = stepsFrom(xs, engine.state.activeTape ?? []);
    if (!allowNoGradients && !leadTo(value, steps)) throw new Error(noConnection);
    return engine.tidy('backward', () => {
      const slopes = new Slopes(engine.state.activeScope.id, xs);
      slopes.add(value, dy ?? tf.ones(value.shape));
      const isLast = engine.state.gradientDepth === 0; // nobody asks for the gradient of these gradients
      for (const step of steps.reverse()) goBack(step, slopes, isLast);
      const grads = slopes.results(xs);
      if (isLast) endTape(engine);
      return { value, grads };
    });
  };
}

const noConnection =
  'Cannot compute gradient of y=f(x) with respect to x. Make sure that the f you passed encloses all operations that lead from x to y.';

/** A recorded operation, and the names of its inputs that depend on the xs. */
interface Step {
  readonly node: TapeNode;
  readonly from: readonly string[];
}

function stepsFrom(xs: readonly tf.Tensor[], tape: readonly TapeNode[]): Step[] {
  const dependent = new Set(xs.map(({ id }) => id));
  const steps: Step[] = [];
  for (const node of tape) {
    const from = Object.keys(node.inputs).filter((name) =>
      dependent.has((node.inputs[name] as tf.Tensor).id),
    );
    if (from.length === 0) continue;
    for (const { id } of node.outputs) dependent.add(id);
    steps.push({ node, from });
  }
  return steps;
}

/** Whether one of the steps makes y. */
function leadTo(y: tf.Tensor, steps: readonly Step[]): boolean {
  return steps.some(({ node }) => node.outputs.some(({ id }) => id === y.id));
}

/** Takes the gradients of a node's outputs on to its inputs. */
function goBack({ node, from }: Step, slopes: Slopes, isLast: boolean): void {
  const dys = node.outputs.map((output) => slopes.get(output) ?? null);
  if (dys.every((dy) => dy === null)) return;
  if (!node.gradient) {
    throw new Error(`Cannot compute gradient: gradient function not found for ${node.kernelName}.`);
  }
  const gradients = node.gradient(dys);
  for (const name of from) {
    const x = node.inputs[name] as tf.Tensor;
    slopes.add(x, checked(gradientOf(name, gradients), name, x, node));
  }
  for (const output of node.outputs) slopes.drop(output);
  if (isLast) disposeSaved(node, (tensor) => !slopes.has(tensor));
}

function gradientOf(name: string, gradients: Readonly<Record<string, () => tf.Tensor>>): tf.Tensor {
  const gradient = gradients[name];
  if (gradient) return tf.tidy(gradient);
  throw new Error(
    `Cannot backprop through input ${name}. Available gradients found: ${Object.keys(gradients)}.`,
  );
}

function checked(dx: tf.Tensor, name: string, x: tf.Tensor, { kernelName }: TapeNode): tf.Tensor {
  const problem = (what: string) =>
    new Error(`Error in gradient for op ${kernelName}. The gradient of ${what}`);
  if (dx.dtype !== 'float32') {
    throw problem(`input ${name} must have 'float32' dtype, but has '${dx.dtype}'`);
  }
  if (tf.util.arraysEqual(dx.shape, x.shape)) return dx;
  throw problem(
    `input '${name}' has shape '${dx.shape}', which does not match the shape of the input '${x.shape}'`,
  );
}

function endTape({ state }: Engine): void {
  for (const node of state.activeTape ?? []) disposeSaved(node);
  state.activeTape = null;
}

function disposeSaved({ saved }: TapeNode, isUnused: (tensor: tf.Tensor) => boolean = () => true): void {
  for (const tensor of saved) if (tensor instanceof tf.Tensor && isUnused(tensor)) tensor.dispose();
}

/** The gradients so far, by the id of the tensor they belong to. Several tensors may have the same one. */
class Slopes {
  private readonly slopes = new Map<number, tf.Tensor>();
  /** How many tensors have a gradient, by the id of the gradient. */
  private readonly users = new Map<number, number>();
  private readonly wanted: ReadonlySet<number>;

  /**
   * @param scope - only what was made in this scope may be disposed
   * @param xs - what has these gradients wanted in the end
   */
  constructor(
    private readonly scope: number,
    xs: readonly tf.Tensor[],
  ) {
    this.wanted = new Set(xs.map(({ id }) => id));
  }

  get({ id }: tf.Tensor): tf.Tensor | undefined {
    return this.slopes.get(id);
  }

  /** Whether a tensor is the gradient of something. */
  has({ id }: tf.Tensor): boolean {
    return (this.users.get(id) ?? 0) > 0;
  }

  /** Adds to the gradient of x. */
  add(x: tf.Tensor, slope: tf.Tensor): void {
    const earlier = this.slopes.get(x.id);
    if (!earlier) {
      this.set(x, slope);
      return;
    }
    this.set(x, runKernel(tf.Add, { a: earlier, b: slope }));
    this.leave(earlier);
    this.disposeUnused(slope);
  }

  /** Forgets the gradient of x: no operation is left that needs it. */
  drop({ id }: tf.Tensor): void {
    const slope = this.slopes.get(id);
    if (!slope || this.wanted.has(id)) return;
    this.slopes.delete(id);
    this.leave(slope);
  }

  /** The gradients of the xs; each is a tensor of its own, which the caller may dispose. */
  results(xs: readonly tf.Tensor[]): (tf.Tensor | undefined)[] {
    return xs.map((x) => {
      const slope = this.get(x);
      return slope && (this.users.get(slope.id) !== 1 || !this.isOwn(slope)) ? slope.clone() : slope;
    });
  }

  private set({ id }: tf.Tensor, slope: tf.Tensor): void {
    this.slopes.set(id, slope);
    this.users.set(slope.id, (this.users.get(slope.id) ?? 0) + 1);
  }

  private leave(slope: tf.Tensor): void {
    this.users.set(slope.id, (this.users.get(slope.id) ?? 1) - 1);
    this.disposeUnused(slope);
  }

  private disposeUnused(slope: tf.Tensor): void {
    if (!this.has(slope) && this.isOwn(slope)) slope.dispose();
  }

  private isOwn(slope: tf.Tensor): boolean {
    const { scopeId, kept } = slope as tf.Tensor & { readonly scopeId: number; readonly kept: boolean };
    return scopeId === this.scope && !kept;
  }
}
