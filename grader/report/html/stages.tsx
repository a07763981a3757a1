/** The stages of a submission: the overview, then every test that did not pass. */
import { cleanText, cutText } from '../../clean';
import { adviceOf, type FailureGroup, failureGroups } from '../failures';
import type { FunctionReport, StageReport, SubmissionReport, TestReport } from '../schema';
import { followThroughSentences, partsOf, percent, plural, stageLabel, statusSigns } from '../wording';
import { Diagnosis, Ladder, OnlyHidden } from './ladder';
import { Badge, Hint, Points, type Reader } from './parts';

/** Most characters of what the code of one stage printed. */
const outputLimit = 4000;

/** Where a stage stands on the page. */
export function anchor(stem: string): string {
  return `stage-${stem.replace(/[^\w-]/g, '-')}`;
}

/** One row for each stage and the milestone, and credit that followed through in words. */
export function StageTable({ submission }: { submission: SubmissionReport }) {
  const sentences = submission.stages.flatMap(followThroughSentences);
  return (
    <section aria-labelledby="stages">
      <h2 id="stages">Stages</h2>
      <div class="scroll">
        <table class="stage-table">
          <thead>
            <tr>
              <th scope="col">Stage</th>
              <th scope="col">Status</th>
              <th scope="col" class="right">
                Points
              </th>
            </tr>
          </thead>
          <tbody>{partsOf(submission).map(stageRow)}</tbody>
        </table>
      </div>
      {sentences.length > 0 && (
        <ul class="small" style="margin-top: .75rem; padding-left: 1.25rem">
          {sentences.map((sentence) => (
            <li>{sentence}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function stageRow(part: ReturnType<typeof partsOf>[number]) {
  return (
    <tr>
      <th scope="row">
        <a href={`#${anchor(part.stem)}`}>{stageLabel(part)}</a>
      </th>
      <td>
        <Badge {...part} />
      </td>
      <td class="right">
        <Points {...part} />
      </td>
    </tr>
  );
}

/** The bar below the score: one part for each stage, as wide as its points, as full as they were earned. */
export function Progress({ submission }: { submission: SubmissionReport }) {
  return (
    <div class="progress" aria-hidden="true">
      {partsOf(submission).map(({ score, maxScore }) => (
        <span style={`flex: ${maxScore} 1 0`}>
          <span style={`width: ${percent(score, maxScore).toFixed(1)}%`} />
        </span>
      ))}
    </div>
  );
}

/** Every stage with its functions and their tests. */
export function Tests({ submission, reader }: { submission: SubmissionReport; reader: Reader }) {
  return (
    <section aria-labelledby="tests">
      <h2 id="tests">Tests</h2>
      <div class="stages">
        {submission.stages.map((stage) => (
          <StageTests stage={stage} reader={reader} />
        ))}
      </div>
    </section>
  );
}

function StageTests({ stage, reader }: { stage: StageReport; reader: Reader }) {
  const [perfect, others] = [true, false].map((want) =>
    stage.functions.filter(({ tests }) => tests.every(({ outcome }) => outcome === 'passed') === want),
  ) as [FunctionReport[], FunctionReport[]];
  return (
    <section class="card" id={anchor(stage.stem)}>
      <div class="line" style="margin-bottom: .625rem">
        <h3>{stageLabel(stage)}</h3>
        <Badge {...stage} />
        <span class="end">
          <Points {...stage} />
        </span>
      </div>
      {stage.problem && <pre>{cleanText(stage.problem)}</pre>}
      {others.map((exercise) => (
        <FunctionTests exercise={exercise} reader={reader} />
      ))}
      {perfect.length > 0 && <PassedTests functions={perfect} />}
      {stage.output && <Output text={stage.output} />}
    </section>
  );
}

function FunctionTests({ exercise, reader }: { exercise: FunctionReport; reader: Reader }) {
  const passed = exercise.tests.filter(({ outcome }) => outcome === 'passed');
  const waiting = exercise.tests.filter(({ outcome }) => outcome === 'not started');
  return (
    <div class="function">
      <div class="line">
        <h4>
          <code>{exercise.name}</code>
        </h4>
        <Badge {...exercise} />
        <span class="end small">
          <Points {...exercise} />
        </span>
      </div>
      {reader === 'instructor' && <Diagnosis exercise={exercise} />}
      {failureGroups(exercise).map((group) => (
        <Failure group={group} />
      ))}
      {reader === 'student' && <OnlyHidden exercise={exercise} />}
      {reader === 'student' && <Ladder exercise={exercise} />}
      {adviceOf(exercise).map((test) => (
        <Advice test={test} />
      ))}
      {waiting.length > 0 && <p class="muted small">{plural(waiting.length, 'test')} waiting for it</p>}
      {passed.length > 0 && (
        <details class="muted small" style="margin-top: .5rem">
          <summary>{plural(passed.length, 'test')} passed</summary>
          <Claims tests={passed} />
        </details>
      )}
    </div>
  );
}

function Failure({ group }: { group: FailureGroup }) {
  return (
    <div class="failure">
      <Claims tests={group.tests} />
      {group.message && <p class="fact">{cleanText(group.message)}</p>}
      {group.hint && <Hint>{group.hint}</Hint>}
    </div>
  );
}

/** No failure: without sign and colour. */
function Advice({ test: { title, message, hint, hidden } }: { test: TestReport }) {
  return (
    <div class="advice">
      <p>
        <b>Advice, costs no points:</b> {title} {hidden && <span class="badge hidden-mark">hidden</span>}
      </p>
      {message && <p class="fact">{cleanText(message)}</p>}
      {hint && <p class="hint">{cleanText(hint)}</p>}
    </div>
  );
}

function Claims({ tests }: { tests: readonly TestReport[] }) {
  return (
    <ul class="claims">
      {tests.map(({ title, outcome, hidden }) => (
        <li>
          <span class="sign" aria-hidden="true">
            {statusSigns[outcome]}
          </span>
          <span class="visually-hidden">{outcome}: </span>
          {title} {outcome !== 'passed' && outcome !== 'failed' && <span class="muted">({outcome}) </span>}
          {hidden && <span class="badge hidden-mark">hidden</span>}
        </li>
      ))}
    </ul>
  );
}

function PassedTests({ functions }: { functions: readonly FunctionReport[] }) {
  const tests = functions.flatMap((exercise) => exercise.tests);
  return (
    <details class="all-passed muted small">
      <summary>
        {functions.map(({ name }) => name).join(', ')}:{' '}
        {tests.length === 1 ? 'the one test' : `all ${tests.length} tests`} passed
      </summary>
      <Claims tests={tests} />
    </details>
  );
}

function Output({ text }: { text: string }) {
  const { text: shown, omitted } = cutText(text.trimEnd(), outputLimit);
  return (
    <details class="small on-paper" style="margin-top: .75rem">
      <summary>What the code printed</summary>
      <pre>{shown}</pre>
      {omitted > 0 && <p class="muted">… and {plural(omitted, 'more character')}</p>}
    </details>
  );
}
