/** The notebooks of a submission: which ones get credit, and why not. */
import { stageOf } from '../../../lib/course';
import { cleanText } from '../../clean';
import type { NotebookReport, SubmissionReport } from '../schema';
import { notebookCredit, stageLabel } from '../wording';

const colours: Readonly<Record<NotebookReport['credit'], string>> = {
  yes: 'passed',
  no: 'failed',
  open: 'blocked',
};

/** The section; nothing where no notebook was handed in. */
export function Notebooks({ submission: { notebooks } }: { submission: SubmissionReport }) {
  if (!notebooks || notebooks.length === 0) return null;
  return (
    <section aria-labelledby="notebooks">
      <h2 id="notebooks">Notebooks</h2>
      <p class="muted" style="margin-bottom: .75rem">
        A notebook gets credit when it was run from top to bottom. The points above are without it.
      </p>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Notebook</th>
              <th scope="col">Credit</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {notebooks.map(({ stem, credit, state, reason }) => (
              <tr>
                <th scope="row">{stageLabel(stageOf(stem))}</th>
                <td>
                  <span class={`badge ${colours[credit]}`}>{notebookCredit[credit]}</span>
                </td>
                <td style="overflow-wrap: anywhere">
                  {state === 'same' || state === 'run' ? '' : `${state}: `}
                  {cleanText(reason)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
