import * as tf from '@tensorflow/tfjs';
import { describe, expect, test } from 'vitest';
import { adamStep, evaluate, learningRate, shouldStop, trainingStep } from '#impl/09-training';
import { type AdamOptions, type AdamState, initAdam } from '../lib/optimisation';
import { byPath, listTensors, type TransformerParams } from '../lib/parameters';
import { attempt } from './support/attempt';
import { normal, randomParams, silence } from './support/inputs';

describe('learningRate', () => {
  const schedule = { peak: 1, warmup: 4, steps: 8 };
  const at = async (steps: readonly number[], changes: { floor?: number } = {}) => {
    const rates: number[] = [];
    for (const step of steps) rates.push(await learningRate(step, { ...schedule, ...changes }));
    return rates;
  };

  test('rises to the peak and falls back to 0', { tags: 'example' }, async () => {
    // After the warm-up: half a cosine, so √½ of the way between 1 and ½ a quarter in.
    const quarter = (1 + Math.SQRT1_2) / 2;
    expect(await at([0, 1, 2, 3, 4, 5, 6, 8])).toMatchData([0.25, 0.5, 0.75, 1, 1, quarter, 0.5, 0], {
      hint: 'a line up to the peak in the first `warmup` steps, then half a cosine down to the floor at `steps`',
    });
  });

  test('lets the first step learn something', { tags: 'property' }, async () => {
    expect(await at([0])).toMatchData([1 / 4], {
      hint: 'steps count from 0, so that step 0 has one part of `warmup` parts, not none of them',
    });
  });

  test('is at the peak in the last step of the warm-up', { tags: 'property' }, async () => {
    expect(await learningRate(9, { peak: 0.02, warmup: 10, steps: 30 })).toMatchData(0.02, {
      absolute: 1e-6,
      hint: 'step warmup − 1 is the last one of the warm-up: it has the whole peak',
    });
  });

  test('begins with the cosine after the warm-up, not with the training', { tags: 'property' }, async () => {
    expect(await at([4, 6])).toMatchData([1, 0.5], {
      hint: 'the share of the cosine runs from 0 at step `warmup` to 1 at step `steps`',
    });
  });

  test('ends at the floor and stays there', { tags: 'property' }, async () => {
    expect(await at([6, 8, 9, 50], { floor: 0.2 })).toMatchData([0.6, 0.2, 0.2, 0.2], {
      hint: 'the cosine runs between peak and floor, and after `steps` the rate does not rise again',
    });
  });
});

describe('adamStep', () => {
  const begin = (value: number): AdamState => ({
    step: 0,
    mean: { a: tf.tensor1d([value]) },
    square: { a: tf.tensor1d([value]) },
  });
  /** One parameter of one number, after a step for each gradient. */
  const descend = async (
    start: number,
    gradients: readonly number[],
    options: Omit<AdamOptions, 'learningRate'> & { learningRate?: number } = {},
  ) => {
    let step: Awaited<ReturnType<typeof adamStep>> = { params: { a: tf.tensor1d([start]) }, state: begin(0) };
    for (const gradient of gradients) {
      const given = { learningRate: 0.1, ...options, state: step.state };
      step = await adamStep(step.params, { a: tf.tensor1d([gradient]) }, given);
    }
    return { a: step.params.a, state: step.state };
  };

  test('moves by the learning rate in the first step', { tags: 'example' }, async () => {
    // m = 2 and v = 0.4; corrected 20 and 400, so 20 / √400 = 1 learning rate.
    expect((await descend(5, [20])).a).toMatchTensor([4.9], {
      hint: 'm̂ / √v̂ is 1 in the first step, whatever the gradient: are both corrected by 1 − beta^t with t = 1?',
    });
  });

  test('remembers m and v as they are, before the correction', { tags: 'example' }, async () => {
    const { state } = await descend(5, [20, -10]);
    // m: 2, then 1.8 − 1. v: 0.4, then 0.3996 + 0.1.
    expect(state.mean.a).toMatchTensor([0.8], {
      hint: 'm ← beta1 · m + (1 − beta1) · g; the state keeps m, and m̂ is made anew in each step',
    });
    expect(state.square.a).toMatchTensor([0.4996], {
      hint: 'v ← beta2 · v + (1 − beta2) · g²; the state keeps v, and v̂ is made anew in each step',
    });
  });

  test('counts its steps', { tags: 'property' }, async () => {
    expect((await descend(5, [20, -10, 3])).state.step).toMatchData(3, {
      hint: 'each step returns a state whose `step` is one more than that of the state before',
    });
  });

  test('corrects by the number of steps', { tags: 'example' }, async () => {
    // m̂ = 0.8 / (1 − 0.9²), v̂ = 0.4996 / (1 − 0.999²): 4.2105 / 15.809 of 0.1, after the 0.1 of the first step.
    const expected = 4.9 - (0.1 * (0.8 / 0.19)) / Math.sqrt(0.4996 / 0.001999);
    expect((await descend(5, [20, -10])).a).toMatchTensor([expected], {
      hint: 'in step t both means are divided by 1 − beta^t: the second step has t = 2',
    });
  });

  test('does not notice the size of the gradients', { tags: 'property' }, async () => {
    const small = (await descend(0, [0.02, -0.01, 0.03])).a as tf.Tensor;
    expect((await descend(0, [20, -10, 30])).a).toMatchTensor(small, {
      hint: 'all gradients a thousand times larger give the same steps: m̂ is divided by the root of v̂, not by v̂',
    });
  });

  test('adds epsilon to the root', { tags: 'property' }, async () => {
    // √v̂ = 1e-4 = m̂, so 1e-4 / (1e-4 + 1e-3) of the learning rate 1.
    const { a } = await descend(0, [1e-4], { learningRate: 1, epsilon: 1e-3 });
    expect(a).toMatchTensor([-1 / 11], { hint: 'epsilon is added to √v̂, not to v̂ below the root' });
  });

  test('has an epsilon of 1e-8 unless told', { tags: 'property' }, async () => {
    expect((await descend(0, [1e-8], { learningRate: 1 })).a).toMatchTensor([-0.5], {
      hint: 'with a gradient of 1e-8, epsilon is as large as √v̂: half a step',
    });
  });

  test('uses the betas that it is given', { tags: 'property' }, async () => {
    const { state } = await descend(0, [4], { beta1: 0.5, beta2: 0.75 });
    expect(state.mean.a).toMatchTensor([2], { hint: 'beta1 belongs to m, the mean of the gradients' });
    expect(state.square.a).toMatchTensor([4], { hint: 'beta2 belongs to v, the mean of the squares' });
  });

  test('stays where the gradient is 0', { tags: 'property' }, async () => {
    expect((await descend(3, [0, 0])).a).toMatchTensor([3], {
      hint: '0 / 0 is no number: what keeps the divisor away from 0?',
    });
  });

  test('treats every number of every parameter by itself', { tags: 'property' }, async () => {
    const params = { 'block.weight': normal([2, 3], 91), bias: normal([4], 92) };
    const gradients = {
      bias: tf.tensor1d([1, -2, 3, -4]),
      'block.weight': tf.tensor2d([
        [1, -5, 2],
        [-1, 9, -3],
      ]),
    };
    const changed = await attempt(async () => {
      const step = await adamStep(params, gradients, { state: initAdam(params), learningRate: 0.1 });
      return tf.concat(['block.weight', 'bias'].map((path) => (step.params[path] as tf.Tensor).flatten()));
    });
    const signs = tf.tensor1d([1, -1, 1, -1, 1, -1, 1, -1, 1, -1]);
    const before = tf.concat([params['block.weight'].flatten(), params.bias]);
    expect(changed).toMatchTensor(before.sub(signs.mul(0.1)), {
      hint: 'each path has its own gradient, m and v, and each number moves against the sign of its own gradient',
    });
  });

  test('changes nothing that it is given', { tags: 'property' }, async () => {
    const params = { a: tf.tensor1d([5]) };
    const given = { learningRate: 0.1, state: begin(1) };
    await adamStep(params, { a: tf.tensor1d([2]) }, given);
    const left = await attempt(() =>
      tf.stack([params.a, given.state.mean.a, given.state.square.a] as tf.Tensor[]),
    );
    expect(left).toMatchTensor([[5], [1], [1]], {
      hint: 'the result holds new tensors; those passed in are neither disposed nor overwritten',
    });
    expect(given.state.step).toMatchData(0, { hint: 'the state that is passed in keeps its step' });
  });
});

describe('trainingStep', () => {
  const config = { vocab: 3, seq: 2, dModel: 4, heads: 2, dFf: 6, layers: 1 };
  const batch = () => ({
    inputs: tf.tensor2d([0, 1, 2, 2], [2, 2], 'int32'),
    targets: tf.tensor2d([0, 0, 0, 2], [2, 2], 'int32'),
  });
  /** The final norm gives nothing but zeros, so that every row of the logits is the output bias. */
  const biasOnly = () => {
    const params = silence(randomParams(config, 9), 'norm');
    params.output.bias = tf.tensor1d([0, 0, Math.log(2)]);
    return params;
  };
  const step = (params: TransformerParams, rate = 0.1) =>
    trainingStep({ params, adam: initAdam(byPath(params)) }, batch(), { config, learningRate: rate });

  test('returns the loss before the step', { tags: 'example' }, async () => {
    // Probabilities ¼, ¼, ½; the targets are 0 three times and 2 once: (3 · ln 4 + ln 2) / 4.
    expect((await step(biasOnly())).loss).toMatchData((7 / 4) * Math.log(2), {
      hint: 'crossEntropy of the logits for batch.inputs against batch.targets, as a plain number',
    });
  });

  test('compares each place with its own target', { tags: 'example' }, async () => {
    // No blocks, width 2: the norm makes [1, −1] of token 0 and [−1, 1] of token 1, wherever they stand. So each
    // token predicts itself with the probability ¾; two of the three targets are like their inputs.
    const params = {
      embedding: tf.tensor2d([20, 0, 0, 20], [2, 2]),
      blocks: [],
      norm: { gain: tf.ones<tf.Rank.R1>([2]), bias: tf.zeros<tf.Rank.R1>([2]) },
      output: { weight: tf.tensor2d([Math.log(3), 0, 0, 0], [2, 2]), bias: tf.zeros<tf.Rank.R1>([2]) },
    };
    const inputs = tf.tensor2d([0, 1, 1], [1, 3], 'int32');
    const targets = tf.tensor2d([0, 1, 0], [1, 3], 'int32');
    const sizes = { vocab: 2, seq: 3, dModel: 2, heads: 1, dFf: 1, layers: 0 };
    const model = { params, adam: initAdam(byPath(params)) };
    const { loss } = await trainingStep(model, { inputs, targets }, { config: sizes, learningRate: 0.1 });
    expect(loss).toMatchData((2 * Math.log(4 / 3) + Math.log(4)) / 3, {
      hint: 'row t of the logits belongs to target t: the targets were shifted when the text was cut',
    });
  });

  test('moves the parameters against their gradients', { tags: 'example' }, async () => {
    // The gradient of the bias is the probabilities minus the shares of the targets: −½, ¼, ¼.
    const { params } = await step(biasOnly());
    expect(params.output.bias).toMatchTensor([0.1, -0.1, Math.log(2) - 0.1], {
      hint: 'the first step of Adam moves each number by the learning rate, so that the loss falls',
    });
  });

  test('hands the gradients on to Adam, and its state to the next step', { tags: 'property' }, async () => {
    const { adam } = await step(biasOnly());
    expect(adam.mean['output.bias']).toMatchTensor([-0.05, 0.025, 0.025], {
      hint: 'm of Adam is a tenth of the gradient after the first step; the gradients are those of the mean loss',
    });
    expect(adam.step).toMatchData(1, { hint: '`adam` in the result is the state that adamStep returned' });
  });

  test('goes on from the state that it is given', { tags: 'property' }, async () => {
    const first = await step(biasOnly());
    const second = await trainingStep(first, batch(), { config, learningRate: 0.1 });
    expect(second.adam.step).toMatchData(2, {
      hint: 'model.adam goes into adamStep: a state that begins anew in every step remembers nothing',
    });
  });

  test('trains all parameters', { tags: 'property' }, async () => {
    const before = randomParams(config, 19);
    const after = await attempt(async () => byPath((await step(before, 0.01)).params));
    // A bias of all keys moves no softmax, so it has no gradient.
    const trained = listTensors(before).filter(({ path }) => !path.endsWith('key.bias'));
    const moved = trained.map(({ path, tensor }) => {
      const now = (after as Record<string, tf.Tensor>)[path];
      return now ? (now.sub(tensor).abs().max().dataSync()[0] ?? 0) : 0;
    });
    const stuck = trained.filter((_, index) => !((moved[index] ?? 0) > 0.005)).map(({ path }) => path);
    expect(stuck).toMatchData([], {
      hint: 'every parameter is trained: the loss has to be computed from the params that lossAndGradients passes in',
    });
  });

  test('uses the learning rate that it is given', { tags: 'property' }, async () => {
    const { params } = await step(biasOnly(), 0.03);
    expect(params.output.bias).toMatchTensor([0.03, -0.03, Math.log(2) - 0.03], {
      hint: 'options.learningRate belongs to this step',
    });
  });
});

describe('evaluate', () => {
  const third = Math.log(3);
  const rows = [
    [0, third],
    [0, third],
    [third, 0],
    [0, third],
  ];
  const logits = () => tf.tensor3d([rows]);
  const targets = () => tf.tensor2d([1, 0, 0, 1], [1, 4], 'int32');
  // Three targets have the probability 3/4, one has 1/4.
  const loss = (3 * Math.log(4 / 3) + Math.log(4)) / 4;

  test('counts and measures all targets', { tags: 'example' }, async () => {
    expect(await evaluate(logits(), targets())).toMatchData(
      { loss, perplexity: Math.exp(loss), accuracy: 0.75 },
      {
        hint: 'loss as in crossEntropy, perplexity of that loss, accuracy as a share from 0 to 1: plain numbers',
      },
    );
  });

  test('has an accuracy over all positions', { tags: 'property' }, async () => {
    // Only the targets at position 1 of 3 are right.
    const wrong = tf.tensor3d([
      [
        [9, 0],
        [9, 0],
        [9, 0],
      ],
      [
        [9, 0],
        [9, 0],
        [9, 0],
      ],
    ]);
    const ids = tf.tensor2d([1, 0, 1, 1, 0, 1], [2, 3], 'int32');
    const { accuracy } = await evaluate(wrong, ids);
    expect(accuracy).toMatchData(1 / 3, {
      hint: 'every position of every batch item counts alike, not the first or the last one alone',
    });
  });

  test('looks for the largest logit in the vocabulary', { tags: 'property' }, async () => {
    // Three axes of different length, the right answer is always token 3.
    const favourite = tf.oneHot(tf.fill([2, 5], 3, 'int32'), 4).cast('float32');
    const noise = normal([2, 5, 4], 95, 0.1);
    const { accuracy } = await evaluate(favourite.add(noise), tf.fill([2, 5], 3, 'int32'));
    expect(accuracy).toMatchData(1, {
      hint: 'the largest logit of each row is looked for along the last axis, vocab',
    });
  });

  test('compares every row with its own target', { tags: 'property' }, async () => {
    const ids = tf.tensor2d([0, 1, 2, 3, 1, 0], [2, 3], 'int32');
    const right = tf.oneHot(ids, 4).cast('float32').mul(40) as tf.Tensor3D;
    expect(await evaluate(right, ids)).toMatchData(
      { loss: 0, perplexity: 1, accuracy: 1 },
      { hint: 'row t belongs to target t: nothing is shifted here, that was done when the text was cut' },
    );
  });
});

describe('shouldStop', () => {
  const answers = async (cases: readonly (readonly [losses: number[], patience: number])[]) => {
    const found: boolean[] = [];
    for (const [losses, patience] of cases) found.push(await shouldStop(losses, patience));
    return found;
  };

  test('waits for `patience` evaluations without a better one', { tags: 'example' }, async () => {
    expect(
      await answers([
        [[3, 2, 2.5], 2],
        [[3, 2, 2.5, 2.1], 2],
        [[3, 2, 2.5, 2.1, 2.2], 2],
      ]),
    ).toMatchData([false, true, true], {
      hint: 'two evaluations after the 2 make a patience of 2: how far is the best one from the end?',
    });
  });

  test('goes on while the loss falls', { tags: 'property' }, async () => {
    expect(
      await answers([
        [[4, 3, 2, 1], 1],
        [[4, 3, 2, 1], 3],
        [[5], 1],
      ]),
    ).toMatchData([false, false, false], {
      hint: 'the best loss is the last one: there is no reason to stop',
    });
  });

  test('compares with the best loss, not with the one before', { tags: 'property' }, async () => {
    expect(
      await answers([
        [[1, 4, 3, 2], 3],
        [[3, 1, 2, 1.9, 1.8], 3],
        [[5, 6, 4, 5], 2],
      ]),
    ).toMatchData([true, true, false], {
      hint: 'a loss that falls again, but not below the best one so far, is no progress',
    });
  });

  test('counts an equal loss as no progress', { tags: 'property' }, async () => {
    expect(
      await answers([
        [[2, 2, 2], 2],
        [[3, 2, 2], 2],
      ]),
    ).toMatchData([true, false], {
      hint: 'the first of several equal losses is the best one',
    });
  });

  test('does not stop before anything was evaluated', { tags: 'property' }, async () => {
    expect(
      await answers([
        [[], 1],
        [[], 3],
      ]),
    ).toMatchData([false, false], {
      hint: 'without a loss there is nothing to be impatient about',
    });
  });
});
