/** What goes wrong in one step of a training, in the evaluation, and at the end. */
import type { Mistake } from '../mistake';

const stage = '09-training';
const training = { stage, functionName: 'trainingStep', read: 'the stub of trainingStep' };
const evaluation = { stage, functionName: 'evaluate', read: 'the stub of evaluate' };
const stopping = { stage, functionName: 'shouldStop', read: 'the example in the stub of shouldStop' };
const lossOf = 'crossEntropy(await transformer(params, batch.inputs, options.config), batch.targets)';
const right = "logits.argMax(-1).equal(targets).cast('float32').mean()";
const best = 'losses.indexOf(Math.min(...losses))';
const waited = 'losses.length - 1 - best >= patience';

export const mistakes: readonly Mistake[] = [
  {
    ...training,
    id: 'training-predicts-its-inputs',
    title: 'the inputs are used as targets',
    misconception: 'The loss shifts the tokens.',
    hint: 'What is `batch.targets` for?',
    fits: /against batch\.targets/,
    edits: [{ find: lossOf, put: lossOf.replace('batch.targets', 'batch.inputs') }],
  },
  {
    ...training,
    id: 'training-reads-its-targets',
    title:
      'inputs and targets have changed places: the model reads the next tokens and predicts the ones before',
    misconception: 'The order of the two does not matter.',
    hint: 'Which of the two does the transformer read?',
    fits: /against batch\.targets/,
    edits: [
      {
        find: lossOf,
        put: 'crossEntropy(await transformer(params, batch.targets, options.config), batch.inputs)',
      },
    ],
  },
  {
    ...training,
    id: 'training-shifts-the-targets-again',
    title: 'the targets are shifted by one once more',
    misconception: 'Targets have to be shifted where the loss is computed.',
    hint: 'Who has shifted the targets already, when the text was cut?',
    fits: /the targets were shifted when the text was cut/,
    edits: [
      {
        find: lossOf,
        put: lossOf.replace(
          'batch.targets',
          'batch.targets.slice([0, 1]).concat(batch.targets.slice([0, 0], [batch.targets.shape[0], 1]), 1)',
        ),
      },
    ],
  },
  {
    ...training,
    id: 'training-returns-the-old-parameters',
    title: 'the parameters are returned as they were before the step',
    misconception: 'adamStep changes the tensors that it is given.',
    hint: 'Where are the new tensors that adamStep made?',
    fits: /moves each number by the learning rate|every parameter is trained/,
    edits: [
      {
        find: 'withTensors(model.params, params)',
        put: 'withTensors(model.params, { ...params, ...byPath(model.params) })',
      },
    ],
  },
  {
    ...training,
    id: 'training-trains-the-output-alone',
    title: 'only the output projection is trained, everything else stays as it was drawn',
    misconception: 'The layers before the output have no targets to learn from.',
    hint: 'Which parameters have changed after your step, and which have not?',
    fits: /every parameter is trained/,
    edits: [
      {
        find: 'withTensors(model.params, params)',
        put: '{ ...model.params, output: withTensors(model.params, params).output }',
      },
    ],
  },
  {
    ...training,
    id: 'training-forgets-adam',
    title: 'the state of Adam begins anew in every step',
    misconception: 'Adam keeps its means by itself.',
    hint: 'Where does the state come from that your adamStep is given?',
    fits: /a state that begins anew in every step/,
    edits: [
      {
        find: 'state: model.adam,',
        put: 'state: { step: 0, mean: byPath(withTensors(model.params, Object.fromEntries(Object.entries(model.adam.mean).map(([path, each]) => [path, each.mul(0)])))), square: Object.fromEntries(Object.entries(model.adam.square).map(([path, each]) => [path, each.mul(0)])) },',
      },
    ],
  },
  {
    ...training,
    id: 'training-returns-the-old-adam',
    title: 'the state of Adam is returned as it was before the step',
    misconception: 'adamStep changes the state that it is given.',
    hint: 'What does adamStep return besides the parameters?',
    fits: /is the state that adamStep returned|m of Adam is a tenth/,
    edits: [{ find: 'adam: state }', put: 'adam: { ...state, ...model.adam } }' }],
  },
  {
    ...training,
    id: 'training-at-a-rate-of-its-own',
    title: 'the learning rate is 0.001, whatever was asked for',
    misconception: 'Adam works with 0.001.',
    hint: 'Would your training notice a warm-up?',
    fits: /options\.learningRate belongs to this step|moves each number by the learning rate/,
    edits: [{ find: 'learningRate: options.learningRate', put: 'learningRate: 0.001' }],
  },
  {
    ...training,
    id: 'training-sums-the-loss',
    title: 'the loss is multiplied by the number of targets: a sum in the place of the mean',
    misconception: 'Each example adds its own loss.',
    hint: 'What is your loss for a model that knows nothing: ln vocab, or many times that?',
    fits: /crossEntropy of the logits|mean loss/,
    edits: [{ find: lossOf, put: `(${lossOf}).mul(batch.targets.size)` }],
  },
  {
    ...training,
    id: 'training-returns-the-perplexity',
    title: 'the perplexity is returned in the place of the loss',
    misconception: 'Progress is shown as perplexity.',
    hint: 'In which unit is the number that you return?',
    fits: /crossEntropy of the logits/,
    edits: [{ find: 'return { loss, params: with', put: 'return { loss: perplexity(loss), params: with' }],
  },
  {
    ...evaluation,
    id: 'accuracy-of-the-last-position',
    title: 'the accuracy is that of the last position of each text alone',
    misconception: 'What counts is the token after the end.',
    hint: 'How many targets does your accuracy look at?',
    fits: /every position of every batch item counts alike|accuracy as a share/,
    edits: [
      {
        find: right,
        put: "logits.argMax(-1).equal(targets).cast('float32').slice([0, targets.shape[1] - 1]).mean()",
      },
    ],
  },
  {
    ...evaluation,
    id: 'accuracy-of-shifted-targets',
    title: 'the prediction of each row is compared with the target of the row before',
    misconception: 'A prediction is about the next place, so it is compared one place further on.',
    hint: 'Which target belongs to the first row of the logits?',
    fits: /row t belongs to target t|accuracy as a share/,
    edits: [
      {
        find: right,
        put: "logits.argMax(-1).slice([0, 1]).equal(targets.slice([0, 0], [targets.shape[0], targets.shape[1] - 1])).cast('float32').mean()",
      },
    ],
  },
  {
    ...evaluation,
    id: 'accuracy-along-seq',
    title: 'the largest logit is looked for along seq',
    misconception: 'The axis after the batch is the one to choose from.',
    hint: 'Along which axis do the candidates for one place lie?',
    fits: /looked for along the last axis|accuracy as a share/,
    edits: [
      {
        find: right,
        put: "logits.argMax(1).slice([0, 0], [logits.shape[0], 1]).equal(targets).cast('float32').mean()",
      },
    ],
  },
  {
    ...evaluation,
    id: 'accuracy-as-a-count',
    title: 'the accuracy is the number of right answers, not their share',
    misconception: 'Accuracy counts what is right.',
    hint: 'What is the largest accuracy that there can be?',
    fits: /accuracy as a share from 0 to 1/,
    edits: [{ find: right, put: right.replace('.mean()', '.sum()') }],
  },
  {
    ...evaluation,
    id: 'accuracy-in-percent',
    title: 'the accuracy is in percent',
    misconception: 'Accuracy is read as a percentage.',
    hint: 'What is the largest accuracy that there can be, by the stub?',
    fits: /accuracy as a share from 0 to 1/,
    edits: [
      {
        find: 'perplexity: perplexity(loss), accuracy }',
        put: 'perplexity: perplexity(loss), accuracy: 100 * accuracy }',
      },
    ],
  },
  {
    ...evaluation,
    id: 'accuracy-as-mean-probability',
    title: 'the accuracy is e to the power of minus the loss',
    misconception: 'A probability of the target is how often it is right.',
    hint: 'Is a prediction right to 75%, or is it right or wrong?',
    fits: /accuracy as a share/,
    edits: [
      {
        find: 'perplexity: perplexity(loss), accuracy }',
        put: 'perplexity: perplexity(loss), accuracy: accuracy * 0 + Math.exp(-loss) }',
      },
    ],
  },
  {
    ...evaluation,
    id: 'evaluate-perplexity-to-base-two',
    title: 'the perplexity is 2 to the power of a loss in nats',
    misconception: 'Perplexity is 2 to the power of the entropy, as many books write it.',
    hint: 'In which unit is the loss that those books put there?',
    fits: /perplexity of that loss/,
    edits: [{ find: 'perplexity: perplexity(loss)', put: 'perplexity: perplexity(loss * Math.LN2)' }],
  },
  {
    ...evaluation,
    id: 'evaluate-returns-tensors',
    title: 'the accuracy is a tensor, not a number',
    misconception: 'A scalar tensor is a number.',
    hint: 'What does typeof say about your accuracy?',
    fits: /plain numbers/,
    edits: [
      { find: 'const [accuracy = Number.NaN] =', put: 'const accuracy =' },
      { find: "cast('float32').mean().dataSync()", put: "cast('float32').mean() as unknown as number" },
    ],
  },
  {
    ...stopping,
    id: 'stop-one-evaluation-late',
    title: 'it stops one evaluation too late',
    misconception: 'Patience is exceeded, not reached.',
    hint: 'In the example of the stub, how many evaluations have come since the 2?',
    fits: /make a patience of 2/,
    edits: [{ find: waited, put: waited.replace('>=', '>') }],
  },
  {
    ...stopping,
    id: 'stop-one-evaluation-early',
    title: 'it stops one evaluation too early',
    misconception: 'The best evaluation itself counts as one of those that were waited for.',
    hint: 'In the example of the stub, how many evaluations have come since the 2?',
    fits: /make a patience of 2|the best loss is the last one/,
    edits: [{ find: waited, put: 'losses.length - best >= patience' }],
  },
  {
    ...stopping,
    id: 'stop-at-the-first-rise',
    title: 'it stops as soon as the loss has not fallen, whatever the patience',
    misconception: 'A loss that rises will go on rising.',
    hint: 'What is `patience` for?',
    fits: /make a patience of 2/,
    edits: [{ find: waited, put: 'losses.length - 1 - best >= Math.min(1, patience)' }],
  },
  {
    ...stopping,
    id: 'stop-by-the-loss-before',
    title: 'each loss is compared with the one before it, not with the best so far',
    misconception: 'A loss that falls is progress.',
    hint: 'Is it progress when a loss falls from 4 to 3, and the best was 1?',
    fits: /not below the best one so far|how far is the best one/,
    edits: [
      {
        find: best,
        put: 'losses.findLastIndex((loss, index) => index === 0 || loss < (losses[index - 1] ?? loss))',
      },
    ],
  },
  {
    ...stopping,
    id: 'stop-counts-equals-as-progress',
    title: 'an equal loss counts as progress: the last of the smallest ones is taken',
    misconception: 'Not worse is good enough.',
    hint: 'When would your training end if the loss never changed again?',
    fits: /the first of several equal losses/,
    edits: [{ find: best, put: 'losses.lastIndexOf(Math.min(...losses))' }],
  },
  {
    ...stopping,
    id: 'stop-waits-for-the-largest',
    title: 'the largest loss is taken for the best one',
    misconception: 'The best value is the largest.',
    hint: 'Should a loss grow or shrink?',
    fits: /the best loss is the last one|how far is the best one/,
    edits: [{ find: best, put: 'losses.indexOf(Math.max(...losses))' }],
  },
];
