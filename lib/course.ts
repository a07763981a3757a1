/**
 * The manifest: the only list of stages, functions, points, minutes, difficulty and hints.
 * Everything else (summary, grader, report, README table) reads it.
 */
import { coreStages } from './core-stages';
import { languageModelStages } from './language-model-stages';

/** The parts of the course. Each has points of its own: nobody loses points of one by leaving out another. */
export const tracks = ['core', 'language-model'] as const;

export type Track = (typeof tracks)[number];

/** As a person reads them. */
export const trackTitles: Readonly<Record<Track, string>> = {
  core: 'Core',
  'language-model': 'Language model',
};

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
  readonly track: Track;
  readonly title: string;
  /** How long it takes a student, in minutes. */
  readonly minutes: number;
  readonly difficulty: 1 | 2 | 3;
  readonly functions: readonly ExerciseFunction[];
}

/** A trained model that has to show what it learned. */
export interface Milestone {
  readonly stem: string;
  readonly track: Track;
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

/** All stages of all tracks, in the order of their numbers. */
export const stages: readonly Stage[] = [...coreStages, ...languageModelStages];

export const reversalMilestone: Milestone = {
  stem: 'reversal',
  track: 'core',
  title: 'Milestone: reversal',
  points: 15,
  minutes: 15,
  trains: '06-transformer',
};

/** What the language-model track has to show; docs/milestones.md says how each is judged. */
const languageModelMilestones: readonly Milestone[] = [
  {
    stem: 'speech',
    track: 'language-model',
    title: 'Milestone: speech',
    points: 10,
    minutes: 20,
    trains: '09-training',
  },
  {
    stem: 'shakespeare',
    track: 'language-model',
    title: 'Milestone: Shakespeare',
    points: 6,
    minutes: 10,
    trains: '06-transformer',
  },
  {
    stem: 'president',
    track: 'language-model',
    title: 'Milestone: president',
    points: 7,
    minutes: 15,
    trains: '11-encoder',
  },
  {
    stem: 'masked',
    track: 'language-model',
    title: 'Milestone: masked tokens',
    points: 7,
    minutes: 15,
    trains: '11-encoder',
  },
];

/** The trained models that are graded, of all tracks. */
export const milestones: readonly Milestone[] = [reversalMilestone, ...languageModelMilestones];

/** The stages of one track, in order. */
export function stagesOf(track: Track): Stage[] {
  return stages.filter((stage) => stage.track === track);
}

/**
 * The milestone of a stem.
 *
 * @throws {RangeError} when there is none
 */
export function milestoneOf(stem: string): Milestone {
  const found = milestones.find((milestone) => milestone.stem === stem);
  if (found) return found;
  throw new RangeError(
    `Unknown milestone "${stem}": the milestones are ${milestones.map((each) => each.stem).join(', ')}`,
  );
}

/** The milestones of one track. */
export function milestonesOf(track: Track): Milestone[] {
  return milestones.filter((milestone) => milestone.track === track);
}

/** All points of a track: its stages and its milestones. */
export function trackPoints(track: Track): number {
  const parts = [...stagesOf(track).map(stagePoints), ...milestonesOf(track).map(({ points }) => points)];
  return parts.reduce((sum, points) => sum + points, 0);
}

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
