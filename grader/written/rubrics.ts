/** What whoever grades the written questions sees beside an answer: the question, and what to look for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../lib/root';
import { questionText } from '../../lib/written/answers';
import { type WrittenQuestion, writtenFile } from '../../lib/written/questions';

/** The question as it was handed out, from its heading on; in Markdown. */
export function questionOf(question: WrittenQuestion): string {
  return questionText(question, readFileSync(join(root, writtenFile(question.stem)), 'utf8'));
}

/**
 * What a good answer holds; in Markdown. Students do not get it.
 *
 * @throws {RangeError} when there is no rubric of this question
 */
export function rubricOf({ id, stem }: WrittenQuestion): string {
  const file = readFileSync(join(root, 'grader/rubrics', `${stem}.md`), 'utf8');
  const section = file.split(/^## /m).find((text) => text.startsWith(`${id}\n`));
  if (section === undefined)
    throw new RangeError(`There is no rubric of "${id}" in grader/rubrics/${stem}.md`);
  return section.slice(id.length).trim();
}
