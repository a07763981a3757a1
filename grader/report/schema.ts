/** The report that the grader writes: one schema, from which the types and the published JSON Schema follow. */
import { z } from 'zod';
import { claimKinds } from '../../lib/course';
import { leakKinds } from '../../lib/leaks/finding';
import { isolations } from '../isolation/layers';

/** Raised when a reader of older reports would misread a newer one. */
export const reportVersion = 2;

export const statusSchema = z.enum(['passed', 'failed', 'not started', 'blocked', 'crashed', 'timed out']);
const points = z.number().min(0);
const numbers = z.array(z.array(z.number()));
/** What a student's code computed; JSON has no NaN and no infinity, so both are written as null. */
const computed = z.number().nullable().describe('null stands for NaN or an infinity');
const computedRows = z.array(z.array(computed));

export const testSchema = z.strictObject({
  title: z.string(),
  kind: z.enum(claimKinds),
  hidden: z.boolean().describe('from tests/hidden: never shown to students before the grading'),
  outcome: z.enum(['passed', 'failed', 'not started', 'crashed', 'timed out']),
  weight: points.describe('what the test weighs within its function'),
  message: z.string().optional().describe('the fact: what was expected, what came instead'),
  hint: z.string().optional().describe('the likely cause'),
});

export const mistakeSchema = z.strictObject({
  id: z.string(),
  functionName: z.string().describe('the function that the mistake sits in'),
  title: z.string().describe('completes "your result is what you get when …"'),
  misconception: z.string(),
  hint: z.string(),
  read: z.string(),
});

export const functionSchema = z.strictObject({
  name: z.string(),
  status: statusSchema,
  score: points,
  maxScore: points,
  blockedBy: z.string().optional().describe('stem of the earlier stage that makes this function fail'),
  followThrough: z
    .boolean()
    .describe('the tests ran on the reference for the earlier stages, because the own ones are not right'),
  diagnosis: z
    .array(mistakeSchema)
    .optional()
    .describe('the known mistake, or the two together, that give exactly what the public tests saw'),
  tests: z.array(testSchema),
});

export const stageSchema = z.strictObject({
  stem: z.string(),
  title: z.string(),
  status: statusSchema,
  score: points,
  maxScore: points,
  blockedBy: z.string().optional(),
  problem: z.string().optional().describe('why no function of the file could be called: syntax error, …'),
  output: z.string().optional().describe('what the code printed, cut at a limit'),
  functions: z.array(functionSchema),
});

export const positionSchema = z.strictObject({
  position: z.int(),
  half: z.enum(['first', 'second']),
  hits: z.int(),
  trials: z.int(),
  accuracy: z.number(),
  lower: z.number(),
  upper: z.number(),
  ok: z.boolean(),
});

export const controlSchema = z.strictObject({
  name: z.string(),
  hits: z.int(),
  trials: z.int(),
  accuracy: z.number(),
  upper: z.number(),
  ok: z.boolean(),
});

export const statementSchema = z.strictObject({
  name: z.string().describe('what the model is compared with: bigram, unigram, majority'),
  hits: z.int(),
  trials: z.int(),
  share: z.number(),
  lower: z.number().describe('exact lower bound of the share'),
  level: z.number().describe('has to lie below the lower bound'),
  ok: z.boolean(),
});

export const milestoneSchema = z.strictObject({
  stem: z.string(),
  title: z.string(),
  status: statusSchema,
  score: points,
  maxScore: points,
  followThrough: z.boolean(),
  blockedBy: z.string().optional(),
  reason: z.string().describe('the verdict in a few words'),
  sentence: z.string().describe('the verdict in a sentence that a student understands'),
  chance: z.number().optional(),
  level: z.number().optional(),
  strings: z.int().optional(),
  unseen: z.int().optional().describe('how many of the strings were not trained on'),
  training: z.string().optional().describe('how the training went, in a word: learned, plateau, slow, …'),
  resemblance: z
    .enum(['same model', 'another model'])
    .optional()
    .describe('whether the reference computes what the model does: then its answers were checked with it'),
  controls: z.array(controlSchema).optional().describe('what is known without trained weights'),
  positions: z.array(positionSchema).describe('of the reversal; empty for all others'),
  history: z.array(
    z.strictObject({
      step: z.int(),
      loss: computed,
      firstHalf: z.number().optional().describe('of the reversal: accuracy on the batch'),
      secondHalf: z.number().optional(),
    }),
  ),
  statements: z.array(statementSchema).optional().describe('what has to hold beyond doubt; all of them'),
  losses: z
    .array(z.strictObject({ name: z.string(), loss: computed }))
    .optional()
    .describe('in nats per token on held-out text: of the model, then of what it is compared with'),
  tooGood: z.array(z.int()).optional().describe('places, from 1, where the loss is too low to be honest'),
  leaking: z.array(z.int()).optional().describe('places, from 1, whose prediction later tokens change'),
  checks: z
    .array(z.strictObject({ name: z.string(), ok: z.boolean(), sentence: z.string() }))
    .optional()
    .describe('why the model has not learned: asked by the machine, decides nothing'),
});

export const picturesSchema = z.strictObject({
  positionalEncoding: z
    .strictObject({ student: computedRows, expected: numbers })
    .optional()
    .describe('[seq][dModel], the function of the student beside the expected numbers'),
  attentionPattern: z
    .strictObject({ tokens: z.array(z.int()), patterns: z.array(computedRows) })
    .optional()
    .describe('first block of the trained model on one string, [heads][queries][keys]'),
  influence: z
    .strictObject({
      perturbation: numbers.describe('largest change of the logits when the token is replaced'),
      gradient: numbers.optional().describe('as the process of the submission tells it; decides nothing'),
      kind: z.enum(leakKinds),
      sentence: z.string().describe('what leaks and the likely cause, for a student'),
    })
    .optional()
    .describe('[position of the logits][position of the token], in a small model with random weights'),
});

export const writtenSchema = z.strictObject({
  id: z.string(),
  stem: z.string().describe('the stage that the question lies beside'),
  status: z
    .enum(['answered', 'unanswered', 'no place'])
    .describe('no place: the marker above the answer is gone, so all of the file is given as the answer'),
  answer: z.string().optional().describe('Markdown, as it was handed in, cut at a limit'),
  omitted: z.int().optional().describe('how many characters were cut off'),
});

export const notebookSchema = z.strictObject({
  stem: z.string(),
  credit: z
    .enum(['yes', 'no', 'open'])
    .describe('open: for a person to decide; points are not given for notebooks'),
  state: z
    .enum([
      'same',
      'run',
      'missing',
      'broken',
      'another kernel',
      'not run',
      'out of order',
      'error',
      'no output',
      'incomplete',
      'fails',
      'differs',
      'not executed',
    ])
    .describe('same: executed again with the same result; run: by its own account'),
  reason: z.string(),
  executed: z.boolean().describe('whether it was executed again'),
});

export const submissionSchema = z.strictObject({
  name: z.string(),
  source: z.string().describe('the file or folder it came from, as its name alone'),
  status: z.enum(['graded', 'rejected']),
  problem: z.string().optional().describe('why it was rejected'),
  notes: z.array(z.string()).describe('what the intake left out or put right'),
  score: points,
  maxScore: points,
  stages: z.array(stageSchema),
  milestones: z.array(milestoneSchema),
  pictures: picturesSchema,
  written: z
    .array(writtenSchema)
    .optional()
    .describe('written answers, for a person to grade; absent when no file of them was handed in'),
  notebooks: z.array(notebookSchema).optional().describe('absent when none was handed in'),
});

export const reportSchema = z.strictObject({
  version: z.literal(reportVersion),
  gradedAt: z.iso.datetime(),
  seed: z.int(),
  backend: z.enum(['native', 'wasm', 'cpu']),
  isolation: z
    .enum(isolations)
    .describe('what kept the submissions apart from the machine; none: they ran on it as they were'),
  versions: z.record(z.string(), z.string()),
  stages: z.array(z.string()).describe('the stages that were graded'),
  complete: z.boolean().describe('false when the grading was interrupted'),
  planned: z
    .int()
    .min(0)
    .optional()
    .describe('how many submissions there were to grade; more than are listed when interrupted'),
  submissions: z.array(submissionSchema),
});

export type Report = z.infer<typeof reportSchema>;
export type SubmissionReport = z.infer<typeof submissionSchema>;
export type StageReport = z.infer<typeof stageSchema>;
export type FunctionReport = z.infer<typeof functionSchema>;
export type TestReport = z.infer<typeof testSchema>;
export type MilestoneReport = z.infer<typeof milestoneSchema>;
export type NotebookReport = z.infer<typeof notebookSchema>;
export type WrittenReport = z.infer<typeof writtenSchema>;
export type PicturesReport = z.infer<typeof picturesSchema>;
export type Status = z.infer<typeof statusSchema>;
