/** Everything that a student is told before handing in, and that the receipt keeps. */
import { stages } from '../course';
import { checkNotebook, type NotebookCheck } from '../notebooks/check';
import type { StageStatus } from '../runner/status-command';
import { answersOf, type WrittenAnswer } from '../written/answers';
import { type Collected, notebookFile } from './collect';

/** The notebook of a stage as it would be handed in. */
export interface NotebookState extends Omit<NotebookCheck, 'state'> {
  readonly stem: string;
  readonly state: NotebookCheck['state'] | 'missing';
}

export interface SubmissionState {
  readonly stages: readonly StageStatus[];
  readonly notebooks: readonly NotebookState[];
  readonly written: readonly Pick<WrittenAnswer, 'id' | 'stem' | 'status'>[];
}

/**
 * @param collected - the files that are packed
 * @param statuses - what the tests say
 */
export function stateOf({ packed, omitted }: Collected, statuses: readonly StageStatus[]): SubmissionState {
  const texts = new Map(packed.map(({ path, bytes }) => [path, bytes]));
  const textOf = (path: string) => texts.get(path)?.toString('utf8');
  const whyOf = (path: string) => omitted.find((each) => each.path === path)?.why ?? 'it is not there';
  const stems = stages.map(({ stem }) => stem);
  return {
    stages: statuses,
    notebooks: stems.map((stem) => notebookState(stem, textOf(notebookFile(stem)), whyOf)),
    written: answersOf(textOf, stems).map(({ id, stem, status }) => ({ id, stem, status })),
  };
}

function notebookState(
  stem: string,
  text: string | undefined,
  whyOf: (path: string) => string,
): NotebookState {
  if (text !== undefined) return { stem, ...checkNotebook(text) };
  return { stem, state: 'missing', reason: whyOf(notebookFile(stem)), marked: false };
}
