/**
 * The manifest: the only list of stages, functions, points, minutes, difficulty and hints.
 * Everything else (summary, grader, report, README table) reads it.
 */

/** One function that the student writes: one graded unit, one `describe` in the tests. */
export interface ExerciseFunction {
  /** The exported name. */
  readonly name: string;
  /** The label of its TODO in the stub, as in `2a`. */
  readonly todo: string;
  readonly points: number;
  /** From a nudge to nearly the answer; opened one at a time by `npm run hint`. */
  readonly hints: readonly [string, string, ...string[]];
}

/** One stage: one stub, one solution, one test file, one row of the report. */
export interface Stage {
  /** The same everywhere: `02-attention`. */
  readonly stem: string;
  readonly title: string;
  /** How long it takes a student, in minutes. */
  readonly minutes: number;
  readonly difficulty: 1 | 2 | 3;
  readonly functions: readonly ExerciseFunction[];
}

/** A trained model that has to show what it learned. */
export interface Milestone {
  readonly stem: string;
  readonly title: string;
  readonly points: number;
  readonly minutes: number;
  /** The stage whose function is trained. */
  readonly trains: string;
}

/**
 * What a test claims, and what the claim weighs within its function. A right shape alone is worth little:
 * the numbers are what counts. `health` is what numbers do not show: gradients, inputs left alone, the same
 * answer twice. `advice` is told and costs nothing.
 */
export const claimWeights = { shape: 1, property: 3, example: 4, fixture: 4, health: 3, advice: 0 } as const;

/** A function that fails a test gets at most this share of its points, by the weight of the tests that pass. */
export const partialCredit = 0.5;

export type ClaimKind = keyof typeof claimWeights;

/** Every kind of claim: the tags that a test can have. */
export const claimKinds = Object.keys(claimWeights) as ClaimKind[];

export const stages: readonly Stage[] = [
  {
    stem: '01-positional-encoding',
    title: 'Positional encoding',
    minutes: 30,
    difficulty: 1,
    functions: [
      {
        name: 'positionalEncoding',
        todo: '1a',
        points: 8,
        hints: [
          'Write down the first two rows for dModel = 4 by hand. Which columns use the same angle?',
          'All angles at once are an outer product: positions as a column [seq, 1], frequencies as a row [1, dModel / 2]. `tf.range` makes both.',
          '`tf.stack([sine, cosine], -1)` has shape [seq, dModel / 2, 2]; a reshape to [seq, dModel] then interleaves them. Check for an odd dModel first.',
        ],
      },
    ],
  },
  {
    stem: '02-attention',
    title: 'Attention',
    minutes: 40,
    difficulty: 1,
    functions: [
      {
        name: 'attentionPattern',
        todo: '2a',
        points: 8,
        hints: [
          'One score for each pair of a query and a key: their dot product. Which product of matrices gives all pairs at once?',
          '`tf.matMul(a, b, transposeA, transposeB)` can transpose for you, whatever the number of leading axes.',
          'Divide by the root of the last axis of q, then take the softmax over the last axis: there lie the keys.',
        ],
      },
      {
        name: 'attention',
        todo: '2b',
        points: 6,
        hints: [
          'You have written half of it already, just above.',
          'The pattern is [..., queries, keys], the values are [..., keys, dValue]: one `tf.matMul`, nothing to transpose.',
        ],
      },
    ],
  },
  {
    stem: '03-masking',
    title: 'Masking',
    minutes: 40,
    difficulty: 2,
    functions: [
      {
        name: 'causalMask',
        todo: '3a',
        points: 5,
        hints: [
          'Row = query, column = key. Draw it for three tokens: what does the first token see, what does the last?',
          'A lower triangle of ones that keeps the diagonal: see `tf.linalg.bandPart`, or compare a column of positions with a row of positions.',
        ],
      },
      {
        name: 'applyMask',
        todo: '3b',
        points: 5,
        hints: [
          'The softmax takes e to the power of each score. Which scores give 0, and which give 0 / 0 when a whole row has them?',
          '`tf.where(condition, a, b)` chooses element by element and broadcasts; its condition has dtype bool. A number like -1e9 is large enough and still finite.',
        ],
      },
      {
        name: 'maskedAttention',
        todo: '3c',
        points: 6,
        hints: [
          'What has to sum to 1 in the end: all keys, or only the keys that may be seen?',
          'Scores first, as in 02, divided by √dHead; then `applyMask`; then softmax; then the values.',
        ],
      },
    ],
  },
  {
    stem: '04-multi-head-attention',
    title: 'Multi-head attention',
    minutes: 50,
    difficulty: 2,
    functions: [
      {
        name: 'splitHeads',
        todo: '4a',
        points: 4,
        hints: [
          'A reshape never moves a number in memory, a transpose does. Which one splits dModel, and which one changes the order of axes?',
          'Reshape to [batch, seq, heads, dHead], then swap the two middle axes with `transpose`. Refuse a number of heads that does not divide dModel.',
        ],
      },
      {
        name: 'mergeHeads',
        todo: '4b',
        points: 4,
        hints: [
          'The exact inverse: undo the two steps of splitHeads in the opposite order.',
          'Transpose back to [batch, seq, heads, dHead] first; then the last two axes lie side by side and one reshape joins them.',
        ],
      },
      {
        name: 'multiHeadAttention',
        todo: '4c',
        points: 8,
        hints: [
          '`linear(params.query, x)` from lib projects; the same x goes into queries, keys and values.',
          'Project, split, attend, merge, project. Without a mask use `attention` of 02, with one `maskedAttention` of 03.',
        ],
      },
    ],
  },
  {
    stem: '05-attention-block',
    title: 'Attention block',
    minutes: 50,
    difficulty: 2,
    functions: [
      {
        name: 'layerNorm',
        todo: '5a',
        points: 6,
        hints: [
          'One mean and one variance for each token. Which shape do they have, so that they broadcast against x?',
          '`tf.moments(x, -1, true)` gives mean and population variance with the axis kept. Epsilon is added to the variance before the root is taken.',
        ],
      },
      {
        name: 'feedForward',
        todo: '5b',
        points: 3,
        hints: [
          'Two linear maps with something between them, else they would be one linear map.',
          '`linear(params.expand, x)`, then `.relu()`, then `linear(params.contract, …)`.',
        ],
      },
      {
        name: 'attentionBlock',
        todo: '5c',
        points: 7,
        hints: [
          'What runs along the residual stream is never normalised itself: only what the two steps read is.',
          'First step: x plus attention of `layerNorm(params.norm1, x)`. Second step: that sum plus feedForward of `layerNorm(params.norm2, sum)`.',
        ],
      },
    ],
  },
  {
    stem: '06-transformer',
    title: 'Transformer',
    minutes: 60,
    difficulty: 3,
    functions: [
      {
        name: 'embed',
        todo: '6a',
        points: 5,
        hints: [
          'A token id is the number of a row in the embedding matrix. Which operation picks rows by number?',
          '`tf.gather(params.embedding, tokens)`, times √dModel, then plus the positional encoding: only the embedding is scaled.',
        ],
      },
      {
        name: 'transformer',
        todo: '6b',
        points: 10,
        hints: [
          'The output of one block is the input of the next. Make one causal mask and give it to all of them.',
          'embed → each of `params.blocks` → `layerNorm(params.norm, …)` → `linear(params.output, …)`. The positions are added once, in `embed`.',
        ],
      },
    ],
  },
];

export const reversalMilestone: Milestone = {
  stem: 'reversal',
  title: 'Milestone: reversal',
  points: 15,
  minutes: 15,
  trains: '06-transformer',
};

/** All points of the course. */
export const totalPoints =
  stages.reduce((sum, stage) => sum + stagePoints(stage), 0) + reversalMilestone.points;

/** The points of a stage: the sum over its functions. */
export function stagePoints(stage: Stage): number {
  return stage.functions.reduce((sum, { points }) => sum + points, 0);
}

/** The number of a stage, `02` for `02-attention`. */
export function stageNumber(stem: string): string {
  return stem.slice(0, 2);
}

/**
 * Finds a stage by what a person would type: `02`, `2`, `02-attention`, `attention`.
 *
 * @throws {RangeError} when no stage is called so; the message lists those that exist
 */
export function findStage(name: string): Stage {
  const wanted = name.trim().toLowerCase();
  const found = stages.find(
    ({ stem }) =>
      stem === wanted || stageNumber(stem) === wanted.padStart(2, '0') || stem.slice(3) === wanted,
  );
  if (found) return found;
  throw new RangeError(
    `Unknown stage "${name}": the stages are ${stages.map(({ stem }) => stem).join(', ')}`,
  );
}

/**
 * The stage of a stem.
 *
 * @throws {RangeError} when there is none
 */
export function stageOf(stem: string): Stage {
  const found = stages.find((stage) => stage.stem === stem);
  if (!found) throw new RangeError(`Unknown stage "${stem}"`);
  return found;
}

/** The stage that a function belongs to. */
export function stageOfFunction(functionName: string): Stage | undefined {
  return stages.find(({ functions }) => functions.some(({ name }) => name === functionName));
}
