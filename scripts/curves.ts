/**
 * Draws the loss curves of docs/training.md from recorded runs: npm run curves -- RUN…
 * Each becomes docs/curves/RUN.svg: training thin, validation thick.
 */
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Curve, curvesChart } from '../lib/charts/curves';
import { drawFile } from '../lib/charts/render';
import { runColour } from '../lib/charts/run-colours';
import { groupMeans } from '../lib/charts/thin';
import { exitCode, runCommand, UsageError } from '../lib/cli/start';
import { readRun } from '../lib/language-model/read-run';
import { findRun } from '../lib/language-model/run-folder';
import { root } from '../lib/root';
import { writeWhole } from '../lib/whole-file';

/** Few points keep the files small. */
const points = 100;

await runCommand(async (wanted) => {
  if (wanted.length === 0) throw new UsageError('Which runs? For example: npm run curves -- roosevelt-1');
  for (const name of wanted) await drawCurves(findRun(name));
  return exitCode.ok;
});

async function drawCurves(folder: string): Promise<void> {
  const { name, metrics } = readRun(folder);
  const colour = runColour(0);
  const training: Curve = {
    colour,
    quiet: true,
    points: groupMeans(metrics, ({ loss }) => [loss], points).map(({ last, means }) => ({
      step: last.step,
      value: means[0] ?? 0,
    })),
  };
  const validation: Curve = {
    colour,
    points: metrics.flatMap(({ step, validation: look }) => (look ? [{ step, value: look.loss }] : [])),
  };
  const file = join(root, 'docs/curves', `${name}.svg`);
  mkdirSync(join(root, 'docs/curves'), { recursive: true });
  writeWhole(file, await drawFile(curvesChart([training, validation], { format: '~g' })));
  console.log(relative(root, file));
}
