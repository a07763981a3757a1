/** `npm run doctor`: what isolation and which backends this machine offers, proven by trying, and how to mend gaps. */
import chalk from 'chalk';
import { exitCode } from '../../lib/cli/start';
import { type Layer, layers } from '../isolation/layers';
import { limits } from '../limits';
import { type Advice, adviceFor } from './advice';
import { backendLines, findBackends } from './backends';
import { type Facts, factsHere } from './facts';

/** @returns 0 when submissions can be isolated here, else 1 */
export async function doctorCommand(): Promise<number> {
  const facts = await factsHere();
  const advice = adviceFor(facts);
  console.log(diagnosisOf(facts, advice).join('\n'));
  console.log(['', ...backendLines(await findBackends())].join('\n'));
  return advice.length === 0 ? exitCode.ok : exitCode.failed;
}

/** What is printed, in lines. */
export function diagnosisOf(facts: Facts, advice: readonly Advice[]): string[] {
  return [
    ...machineLines(facts),
    '',
    ...layerLines(facts),
    ...advice.flatMap(({ gap, steps }) => ['', chalk.red(`✗ ${gap}`), ...steps.map((step) => `  → ${step}`)]),
    '',
    advice.length === 0
      ? chalk.green('✓ Submissions are isolated on this machine.')
      : chalk.red('✗ Submissions cannot be isolated on this machine: `npm run grade` refuses them.'),
    ...(advice.length === 0
      ? []
      : ['  --unsafe grades them all the same, and every page says NOT ISOLATED.']),
  ];
}

function machineLines({ platform, architecture, bwrap, isRoot, inContainer }: Facts): string[] {
  const user = isRoot ? 'as root' : 'as an ordinary user';
  return [
    `Node ${process.versions.node} on ${platform} ${architecture}, ${user}${inContainer ? ', in a container' : ''}`,
    `bubblewrap: ${bwrap ?? 'not installed'}`,
    `caps of each process: ${limits.memory} MiB of memory, ${limits.cpu} s of CPU time, ${limits.call / 1000} s for a call`,
  ];
}

/** Each layer, and how it held. */
function layerLines({ findings }: Facts): string[] {
  if (!findings || findings.broken !== undefined) return ['isolation: not tried, see below'];
  return (Object.keys(layers) as Layer[]).map((layer) => {
    const open = findings.open[layer];
    return open ? chalk.red(`✗ ${layers[layer]}: ${open}`) : `${chalk.green('✓')} ${layers[layer]}`;
  });
}
