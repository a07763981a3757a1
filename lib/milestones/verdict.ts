/** What a milestone of the language-model track found; plain data that a report can keep. */
import type { Check } from '../language-model/checklist';
import { percent } from '../reversal/percent';
import { upperBound } from '../statistics/binomial';
import type { LeakingPlaces } from './leak';
import { type Answers, lossByPlace, meanLoss, rowLoss } from './scores';
import { errorRate, type Statement, statementOf } from './statement';
import type { HeldOut, MilestoneTask } from './task';

export type MilestoneReason =
  | 'learned'
  | 'not learned'
  | 'sees later tokens'
  | 'too good'
  | 'skill without its weights'
  | 'shuffled targets learned'
  | 'wrong examples'
  | 'not a number';

/** Weights that hold no skill, or a training that can teach none. */
export type ControlKind = 'untrained' | 'redrawn' | 'permuted' | 'shuffled';

/** What a model does that cannot know anything. */
export interface MilestoneControl {
  readonly name: ControlKind;
  readonly hits: number;
  readonly trials: number;
  readonly accuracy: number;
  readonly upper: number;
  /** Not all of the statements hold for it. */
  readonly ok: boolean;
}

/** A loss on the held-out text, in nats for each token. */
export interface NamedLoss {
  readonly name: string;
  readonly loss: number;
}

export interface MilestoneVerdict {
  readonly passed: boolean;
  readonly reason: MilestoneReason;
  readonly sentence: string;
  readonly statements: readonly Statement[];
  readonly controls: readonly MilestoneControl[];
  /** Of the model first, then of its rivals. */
  readonly losses: readonly NamedLoss[];
  /** Where the loss is too low to be honest, from 1. */
  readonly tooGood: readonly number[];
  /** Where later tokens change the prediction, from 1. */
  readonly leaking: readonly number[];
  readonly checks: readonly Check[];
}

/** What a verdict rests on. */
export interface MilestoneEvidence {
  readonly heldOut: HeldOut;
  readonly trained: Answers;
  readonly controls: readonly { readonly name: ControlKind; readonly answers: Answers }[];
  readonly leaking: LeakingPlaces;
  readonly broken: boolean;
  /** What guessing costs: ln of the number of choices. */
  readonly guess: number;
}

/** @param checks - what the checklist says; asked only when the model has not learned */
export function judgeMilestone(
  task: MilestoneTask,
  evidence: MilestoneEvidence,
  checks: readonly Check[] = [],
): MilestoneVerdict {
  const { heldOut, trained } = evidence;
  const statements = statementsOf(task, heldOut, trained);
  const controls = evidence.controls.map(({ name, answers }) =>
    controlOf(name, statementsOf(task, heldOut, answers)),
  );
  const losses = [
    { name: 'model', loss: meanLoss(trained.losses) },
    ...heldOut.rivals.map(({ name, losses: each }) => ({ name, loss: rowLoss(each) })),
  ];
  const tooGood = lossByPlace(trained.losses).flatMap((loss, place) =>
    loss < (task.floor ?? 0) ? [place + 1] : [],
  );
  const leaking = evidence.leaking.map((place) => place + 1);
  const found = { statements, controls, losses, tooGood, leaking, checks };
  const reason = reasonOf(found, evidence);
  return { passed: reason === 'learned', reason, sentence: sentenceFor(task, reason, found), ...found };
}

/** There is nothing to train on: stage 07 does not make the examples. */
export function wrongExamples(message: string): MilestoneVerdict {
  const nothing = { statements: [], controls: [], losses: [], tooGood: [], leaking: [], checks: [] };
  const sentence = `Your split leaks, or your examples are not right, so nothing was trained: ${message}.`;
  return { passed: false, reason: 'wrong examples', sentence, ...nothing };
}

type Found = Pick<MilestoneVerdict, 'statements' | 'controls' | 'losses' | 'tooGood' | 'leaking' | 'checks'>;

/** One statement for each rival; for a classifier the one about the most frequent class. */
function statementsOf(
  task: MilestoneTask,
  { targets, rivals, majority }: HeldOut,
  answers: Answers,
): Statement[] {
  if (majority !== undefined) {
    const right = targets.map(([label], row) => answers.choices[row]?.[0] === label);
    return [statementOf('majority', right, majority)];
  }
  return rivals.map(({ name, losses }) =>
    statementOf(
      name,
      losses.map((loss, row) => rowLoss(answers.losses[row] ?? []) < loss - task.margin),
      0.5,
    ),
  );
}

/** By the statement that is hardest to make. */
function controlOf(name: ControlKind, statements: readonly Statement[]): MilestoneControl {
  const { hits, trials, share } = statements.reduce((worst, each) => (each.hits < worst.hits ? each : worst));
  const ok = statements.some((statement) => !statement.ok);
  return { name, hits, trials, accuracy: share, upper: upperBound(hits, trials, errorRate), ok };
}

function reasonOf(
  { statements, controls, tooGood, leaking, losses }: Found,
  { broken, guess }: Pick<MilestoneEvidence, 'broken' | 'guess'>,
): MilestoneReason {
  if (broken || !Number.isFinite(losses[0]?.loss)) return 'not a number';
  // With weights of any size a mask may give way: who does worse than guessing gains nothing by it.
  const hopeless = (losses[0]?.loss ?? 0) > guess + 1;
  if (leaking.length > 0 && !hopeless) return 'sees later tokens';
  if (tooGood.length > 0) return 'too good';
  const failed = controls.find(({ ok }) => !ok);
  if (failed) return failed.name === 'shuffled' ? 'shuffled targets learned' : 'skill without its weights';
  return statements.every(({ ok }) => ok) ? 'learned' : 'not learned';
}

function sentenceFor(task: MilestoneTask, reason: MilestoneReason, found: Found): string {
  const { leaking, tooGood, checks, losses } = found;
  const loss = losses[0]?.loss ?? Number.NaN;
  const wrong = checks.filter(({ ok }) => !ok).map(({ sentence }) => sentence);
  const floor = (task.floor ?? 0).toFixed(2);
  const low =
    tooGood.length > 0
      ? ` Its loss at ${placesIn(tooGood)} is below ${floor}, where no honest model of this size comes.`
      : '';
  const words: Readonly<Record<MilestoneReason, string>> = {
    learned: `Your model has learned: ${counted(task, found)}.`,
    'not learned': `Your model has not learned enough: ${counted(task, found)}. ${wrong.slice(0, 2).join(' ') || 'The functions that it uses may not be right yet: see npm test.'}`,
    'sees later tokens': `Your mask or your split leaks: the prediction at ${placesIn(leaking)} changes when only later tokens are replaced, so the model sees what it has to predict. Look at the mask first.${low}`,
    'too good': `Your mask or your split leaks: the model is too good to be true.${low} Later tokens change nothing, so it is not the mask: the held-out text was trained on, or stands in the code.`,
    'skill without its weights':
      'Your model answers as well with weights that were drawn at random: what it knows does not come from the training. Compute the logits from params alone.',
    'shuffled targets learned':
      'Your model has learned the text from targets that were shuffled, where nothing can be learned: what it knows does not come from the training.',
    'wrong examples': '',
    'not a number': `The training came to numbers that are not finite (loss ${loss.toFixed(2)}). ${wrong[0] ?? 'Look at layerNorm, at the division by √dHead, and for a logarithm or a division that meets 0.'}`,
  };
  return words[reason].trim();
}

/** `225 of 300 passages are predicted better than by the bigram (loss 2.21 against 2.37)`. */
function counted({ piece }: MilestoneTask, { statements, losses }: Found): string {
  const model = losses[0]?.loss ?? Number.NaN;
  const each = statements.map(({ name, hits, trials, level, share }) => {
    if (name === 'majority') {
      return `it tells the speaker of ${hits} of ${trials} new sentences (${percent(share)}), and to name the most frequent one always is right in ${percent(level)}`;
    }
    const rival = losses.find((loss) => loss.name === name)?.loss ?? Number.NaN;
    return `${hits} of ${trials} new ${piece}s are predicted better than by the ${name} (loss ${model.toFixed(2)} against ${rival.toFixed(2)})`;
  });
  return each.join('; ');
}

/** `places 1, 2 and 7`, `all places from 1 to 31`. */
function placesIn(places: readonly number[]): string {
  const [first = 0, last = 0] = [places[0], places.at(-1)];
  if (places.length > 3 && places.length === last - first + 1) return `places ${first} to ${last}`;
  const shown = places.slice(0, 5).join(', ');
  return `place${places.length === 1 ? '' : 's'} ${shown}${places.length > 5 ? ', …' : ''}`;
}
