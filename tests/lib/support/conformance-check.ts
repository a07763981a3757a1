/** Tries the cases of an operation on cpu and on wasm and says what differs. */
import * as tf from '@tensorflow/tfjs';
import { at, build, type Plain } from './backend-plain';
import { type Case, casesOf, type Input, inputsOf, type Operation, tensorOf } from './conformance-case';

/** `right`, `refused` with an error on both backends or on wasm, `none` where there is no slope. */
export type Verdict = 'right' | 'refused' | 'none';

export interface Outcome {
  readonly case: Case;
  readonly forward: Verdict;
  readonly slope: Verdict;
  /** What is wrong, in words. */
  readonly mistakes: readonly string[];
  /** The errors of wasm, of a refusal. */
  readonly refusal: string;
}

interface Result {
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  readonly values: readonly (number | string)[];
}

/** Results, or the message of the error. */
type Answer = readonly Result[] | string;

interface Trial {
  readonly forward: Answer;
  readonly slope: Answer;
  readonly mistakes: readonly string[];
}

/** Tries an operation in all its cases. */
export async function outcomesOf(operation: Operation): Promise<Outcome[]> {
  const cases = casesOf(operation);
  await tf.setBackend('cpu');
  const onCpu = cases.map((one) => trial(one));
  const measured = cases.map((one, index) => measuredSlopes(one, onCpu[index] as Trial));
  await tf.setBackend('wasm');
  return cases.map((one, index) => {
    const [cpu, wasm] = [onCpu[index] as Trial, trial(one)];
    return {
      case: one,
      forward: verdictOf(wasm.forward),
      slope: verdictOf(wasm.slope),
      mistakes: [...wasm.mistakes, ...mistakesOf(one, cpu, wasm, measured[index] as Answer)],
      refusal: [wasm.forward, wasm.slope].find((answer) => typeof answer === 'string') ?? '',
    };
  });
}

function verdictOf(answer: Answer): Verdict {
  if (typeof answer === 'string') return 'refused';
  return answer.length > 0 ? 'right' : 'none';
}

/** Runs a case forward and backward, and looks at what it leaves behind. */
function trial(one: Case): Trial {
  const sentinels = [3, 64, 300].map((size) => tf.range(0, size, 1, 'float32'));
  const inputs = inputsOf(one);
  const tensors = inputs.map(tensorOf);
  const held = holdings();
  const forward = attempt(() => forwardOf(one, tensors));
  const slope =
    typeof forward === 'string' || !hasSlope(one, forward)
      ? []
      : attempt(() => slopesOf(one, tensors, forward));
  const mistakes = [
    ...(holdings() === held || one.operation.options.keeps || typeof slope === 'string'
      ? []
      : [`tensors held: ${held} before, ${holdings()} after`]),
    ...tensors.flatMap((tensor, index) =>
      differ('an input changed', [read(tensor)], [inputs[index] as Input]),
    ),
    ...(sentinels.every(isIntact) && isKnownRight() ? [] : ['the memory of another tensor changed']),
  ];
  tf.dispose([sentinels, tensors]);
  return { forward, slope, mistakes };
}

/** All that the engine and both backends hold. */
function holdings(): string {
  const backends = ['cpu', 'wasm'].map((name) => tf.findBackend(name).numDataIds());
  return [tf.memory().numTensors, ...backends].join(', ');
}

function isIntact(sentinel: tf.Tensor): boolean {
  return sentinel.dataSync().every((value, index) => value === index);
}

/** An operation that was right before: a kernel that writes out of bounds may harm those after it. */
function isKnownRight(): boolean {
  const product = tf.tidy(() => {
    const numbers = tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]);
    return tf
      .matMul(numbers, numbers, false, true)
      .add(1)
      .concat(tf.ones([1, 2]))
      .dataSync();
  });
  return product.join() === '15,33,33,78,1,1';
}

function attempt(work: () => Answer): Answer {
  tf.engine().startScope();
  try {
    return work();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    tf.engine().endScope();
  }
}

function forwardOf({ operation }: Case, tensors: tf.Tensor[]): Result[] {
  return [operation.run(...tensors)].flat().map(read);
}

function read(tensor: tf.Tensor): Result {
  return { shape: tensor.shape, dtype: tensor.dtype, values: Array.from<number | string>(tensor.dataSync()) };
}

function hasSlope({ operation, kind }: Case, forward: Answer): boolean {
  const isFloat = typeof forward !== 'string' && forward.every(({ dtype }) => dtype === 'float32');
  return kind === 'float32' && operation.options.slope !== false && isFloat;
}

/** The slopes of Σ weight · result in all inputs. */
function slopesOf({ operation }: Case, tensors: tf.Tensor[], forward: Answer): Result[] {
  const loss = (...x: tf.Tensor[]) =>
    tf.addN(
      [operation.run(...x)]
        .flat()
        .map((result, index) => result.mul(tf.tensor(weights(forward, index), result.shape)).sum()),
    );
  return tf.grads(loss)(tensors).map(read);
}

function weights(forward: Answer, index: number): number[] {
  const { values } = forward[index] as Result;
  return values.map((_, place) => Math.fround(Math.sin(1 + place * 1.7 + index)));
}

/** The same slopes by central differences on the backend in use; a second step removes the error of the first. */
function measuredSlopes(one: Case, { forward, slope }: Trial): Answer {
  if (typeof slope === 'string' || slope.length === 0) return [];
  const inputs = inputsOf(one);
  const factors = [...forward].flatMap((_, index) => weights(forward, index));
  const loss = (which: number, place: number, move: number) =>
    tf.tidy(() => {
      const moved = inputs.map((input, index) => (index === which ? nudged(input, place, move) : input));
      return lossOf(forwardOf(one, moved.map(tensorOf)), factors);
    });
  const difference = (which: number, place: number, step: number) => {
    const [up, down] = [Math.fround(step), Math.fround(-step)];
    return (loss(which, place, up) - loss(which, place, down)) / (up - down);
  };
  return inputs.map(({ shape, values, dtype }, which) => ({
    ...{ shape, dtype },
    values: values.map((_, place) => {
      // Of large inputs some 5 slopes are measured.
      if (place % Math.ceil(values.length / 5) > 0) return slope[which]?.values[place] as number;
      return (4 * difference(which, place, 2 ** -8) - difference(which, place, 2 ** -7)) / 3;
    }),
  }));
}

function nudged(input: Input, place: number, move: number): Input {
  return { ...input, values: input.values.with(place, (input.values[place] as number) + move) };
}

/** What is infinite, as a masked score, has no slope. */
function lossOf(results: Result[], factors: readonly number[]): number {
  let place = 0;
  let loss = 0;
  for (const { values } of results) {
    for (const value of values) {
      const term = Number(value) * (factors[place++] as number);
      if (Number.isFinite(term)) loss += term;
    }
  }
  return loss;
}

/** Wasm against cpu, cpu against the plain operation and against finite differences. */
function mistakesOf(one: Case, cpu: Trial, wasm: Trial, measured: Answer): string[] {
  return [
    ...cpu.mistakes.map((mistake) => `cpu: ${mistake}`),
    ...plainMistakes(one, cpu.forward),
    ...forwardMistakes(one, wasm.forward, cpu.forward),
    ...differ('gradient', wasm.slope, cpu.slope, 1e-4),
    ...(typeof cpu.slope === 'string' ? [] : differ('cpu, gradient', cpu.slope, measured, 3e-3)),
  ];
}

/** An error is no wrong number: the table tells of it. */
function forwardMistakes({ operation }: Case, wasm: Answer, cpu: Answer): string[] {
  if (typeof wasm === 'string') return [];
  const zeros = (answer: Answer) =>
    typeof answer === 'string' || !operation.options.eitherZero
      ? answer
      : answer.map((result) => ({
          ...result,
          values: result.values.map((value) => (value === 0 ? 0 : value)),
        }));
  return differ('forward', zeros(wasm), zeros(cpu));
}

function plainMistakes(one: Case, received: Answer): string[] {
  const { plain } = one.operation.options;
  if (!plain || typeof received === 'string' || received[0] === undefined) return [];
  const inputs = inputsOf(one) as unknown as Plain[];
  const round = received[0].dtype === 'float32' ? Math.fround : Number;
  const { values } = build(received[0].shape, (...index) =>
    round(plain(...inputs.map((input) => at(input, ...index)))),
  );
  return differ('cpu', received, [{ ...received[0], values }]);
}

function differ(what: string, received: Answer, expected: Answer, tolerance = 1e-5): string[] {
  if (typeof received === 'string') return typeof expected === 'string' ? [] : [`${what}: ${received}`];
  if (typeof expected === 'string') return [`${what}: an answer where cpu says "${expected}"`];
  return expected.flatMap((result, index) =>
    differences(`${what} ${index}`, received[index], result, tolerance),
  );
}

function differences(
  what: string,
  received: Result | undefined,
  expected: Result,
  tolerance: number,
): string[] {
  const form = (result?: Result) => `${result?.dtype} [${result?.shape}]`;
  if (form(received) !== form(expected)) return [`${what}: ${form(received)}, expected ${form(expected)}`];
  const isWrong = (value: number | string, place: number) =>
    !same(received?.values[place] as number, value as number, tolerance);
  const place = expected.values.findIndex(isWrong);
  if (place < 0) return [];
  return [`${what}: ${show(received?.values[place])} at ${place}, expected ${show(expected.values[place])}`];
}

/** −0 is not 0: one over it is another infinity. */
function same(received: number, expected: number, tolerance: number): boolean {
  if (Object.is(received, expected)) return true;
  if (received === 0 && expected === 0) return tolerance > 2e-5;
  return Math.abs(received - expected) <= tolerance * (1 + Math.abs(expected));
}

function show(value: number | string | undefined): string {
  return Object.is(value, -0) ? '-0' : String(value);
}
