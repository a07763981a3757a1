/** The written answers, each beside its question and its rubric, for a person to grade. */
import { stageOf } from '../../../lib/course';
import { renderMarkdown } from '../../written/markdown';
import { questionOf, rubricOf } from '../../written/rubrics';
import type { SubmissionReport, WrittenReport } from '../schema';
import { plural, stageLabel } from '../wording';
import type { Reader } from './parts';

interface WrittenProps {
  readonly submission: SubmissionReport;
  readonly reader: Reader;
}

/** The section; nothing where no file of answers was handed in. A student has the answers, and not the rubric. */
export function Written({ submission: { written }, reader }: WrittenProps) {
  if (!written || written.length === 0) return null;
  const answered = written.filter(({ status }) => status === 'answered').length;
  return (
    <section aria-labelledby="written">
      <h2 id="written">Written answers</h2>
      <p class="muted" style="margin-bottom: .75rem">
        {answered} of {plural(written.length, 'question')} answered. A person grades them; the points above
        are without them.
      </p>
      {reader === 'instructor' && (
        <div class="stages">
          {written.map((answer) => (
            <Answer answer={answer} />
          ))}
        </div>
      )}
      {reader === 'student' && <Open written={written} />}
    </section>
  );
}

function Open({ written }: { written: readonly WrittenReport[] }) {
  const open = written.filter(({ status }) => status !== 'answered');
  if (open.length === 0) return null;
  return (
    <ul style="padding-left: 1.25rem">
      {open.map(({ id, stem, status }) => (
        <li>
          {stageLabel(stageOf(stem))}: {id}, {words[status]}
        </li>
      ))}
    </ul>
  );
}

const words: Readonly<Record<WrittenReport['status'], string>> = {
  answered: 'answered',
  unanswered: 'unanswered',
  'no place': 'the marker above the answer is gone',
};

function Answer({ answer: { id, stem, status, answer = '', omitted } }: { answer: WrittenReport }) {
  return (
    <article class="card written">
      <div class="line">
        <h3>
          {stageLabel(stageOf(stem))}: <code>{id}</code>
        </h3>
        <span class={`badge ${status === 'answered' ? '' : 'blocked'}`}>{words[status]}</span>
      </div>
      <details class="small muted">
        <summary>Question</summary>
        <Markdown text={questionOf({ id, stem })} />
      </details>
      {status === 'no place' && answer !== '' && (
        <p class="small muted">The answer cannot be told from the rest, so this is the whole file:</p>
      )}
      <div class="beside">
        <div class="answer" dir="auto">
          {answer === '' ? <p class="muted">Nothing was written here.</p> : <Markdown text={answer} />}
          {omitted !== undefined && <p class="muted">… and {plural(omitted, 'more character')}</p>}
        </div>
        <aside class="rubric small" aria-label="Rubric">
          <Markdown text={rubricOf({ id, stem })} />
        </aside>
      </div>
    </article>
  );
}

function Markdown({ text }: { text: string }) {
  // Not escaped: what renderMarkdown gives is harmless.
  return <div class="markdown" dangerouslySetInnerHTML={{ __html: renderMarkdown(text) }} />;
}
