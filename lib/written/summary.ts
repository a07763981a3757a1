/** What a student is told about the written questions, in one line. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stageNumber } from '../course';
import { answersOf, type WrittenAnswer } from './answers';
import { writtenFolder } from './questions';

/** The answers that are on disk, below the root of a project. */
export function readAnswers(root: string, stems: readonly string[]): WrittenAnswer[] {
  return answersOf((path) => {
    const file = join(root, path);
    return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
  }, stems);
}

/**
 * Which questions of some stages are open, in one line; nothing when none is, or when there is no folder of them.
 *
 * @param root - the folder of the project
 */
export function writtenLine(root: string, stems: readonly string[]): string | undefined {
  if (!existsSync(join(root, writtenFolder))) return undefined;
  const answers = readAnswers(root, stems);
  const open = answers.filter(({ status }) => status !== 'answered');
  if (open.length === 0) return undefined;
  const which = open.length === answers.length ? `${writtenFolder}/` : openWords(open);
  return `Written questions: ${open.length} of ${answers.length} unanswered (${which})`;
}

/** `02 square-root; 05 dense-layers, skip-connections` */
export function openWords(open: readonly Pick<WrittenAnswer, 'id' | 'stem' | 'status'>[]): string {
  const stems = [...new Set(open.map(({ stem }) => stem))];
  const ofStage = (stem: string) =>
    open
      .filter((answer) => answer.stem === stem)
      .map(({ id, status }) => (status === 'no place' ? `${id}: its marker is gone` : id));
  return stems.map((stem) => `${stageNumber(stem)} ${ofStage(stem).join(', ')}`).join('; ');
}
