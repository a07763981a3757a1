/** `bench.html`: the figures with pictures. */

import { style } from '../../grader/report/html/style';
import { renderChart } from '../../lib/charts/render';
import { Frame, renderPage } from '../../lib/page/frame';
import { gradingChart, memoryChart, stepChart } from './charts';
import type { Results } from './results';
import { summaryOf } from './summary';

interface Picture {
  readonly title: string;
  readonly svg: string;
}

/** The text of the file. */
export async function pageOf(results: Results): Promise<string> {
  const { steps = [], grading, memory } = results;
  const wanted = [
    ...steps.map((times) => ({ title: `A training step, ${times.size}`, spec: stepChart(times) })),
    ...(grading ? [{ title: 'Grading', spec: gradingChart(grading) }] : []),
    ...(memory ? [{ title: 'A long training', spec: memoryChart(memory) }] : []),
  ];
  const pictures = await Promise.all(
    wanted.map(async ({ title, spec }) => ({ title, svg: await renderChart(spec) })),
  );
  return renderPage(<Page results={results} pictures={pictures} />);
}

function Page({ results, pictures }: { results: Results; pictures: readonly Picture[] }) {
  const [machine = '', ...lines] = summaryOf(results);
  return (
    <Frame title="How fast it is" style={style}>
      <main>
        <h1>How fast it is</h1>
        <p>
          {results.date}. {machine}. Medians of rounds in which all take turns; in brackets the smallest and
          the largest.
        </p>
        {pictures.map(({ title, svg }) => (
          <section key={title}>
            <h2>{title}</h2>
            {/* Not escaped: vega drew it. */}
            <div dangerouslySetInnerHTML={{ __html: svg }} />
          </section>
        ))}
        <h2>All figures</h2>
        <pre>{lines.join('\n').trim()}</pre>
      </main>
    </Frame>
  );
}
