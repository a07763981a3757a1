/** `npm run bench`: how fast everything is on this machine, side by side. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { type SpeedSize, speedSizes } from '../../grader/speed';
import { exitCode, UsageError, userFolder } from '../../lib/cli/start';
import { measureInChild } from './children';
import { measureGrading } from './grading';
import { thisMachine } from './machine';
import { measureMemory } from './memory';
import { pageOf } from './page';
import { measurePeak } from './peak';
import { measureProfile, type StepProfile } from './profile';
import { type Part, parts, type Results } from './results';
import { spreadOf } from './spread';
import { measureStartUp } from './start-up';
import { measureSteps } from './steps';
import { summaryOf } from './summary';
import { measureStep } from './training-step';

/** Steps of the long training. */
const manySteps = 2_000;

/** Steps of a profile, and the ms after which none begins. */
const [profiledSteps, profileBudget] = [100, 10_000];

interface Options {
  readonly rounds: number;
  readonly sizes: readonly SpeedSize[];
  readonly full?: true;
  readonly python: string;
  readonly out: string;
}

export async function benchCommand(argv: readonly string[]): Promise<number> {
  if (argv[0] === 'measure') return measure(argv.slice(1));
  const command = new Command('npm run bench --')
    .description(
      'Measures how fast everything is on this machine: medians of rounds in which all take turns.',
    )
    .argument('[parts...]', `some of ${parts.join(', ')}; all when there are none`)
    .option('--rounds <number>', 'how often each is measured', readRounds, 5)
    .option('--sizes <names>', `models, of ${Object.keys(speedSizes)}`, readSizes, [
      'SMALL',
      'BIG',
      '1M',
      '5M',
    ])
    .option('--full', 'large classes, too: that takes the better part of an hour')
    .option('--python <program>', 'the Python that has PyTorch', 'python3')
    .option('--out <folder>', 'for bench.json and bench.html', 'bench')
    .exitOverride()
    .parse(argv, { from: 'user' });
  const asked = readParts(command.args);
  const results = await measureParts(asked, command.opts<Options>());
  const page = await write(results, resolve(userFolder(), command.opts<Options>().out));
  console.log([...summaryOf(results), '', page].join('\n'));
  return exitCode.ok;
}

/** What a process of its own does. */
async function measure([what, ...args]: string[]): Promise<number> {
  const [first = '', second = '', steps, budget] = args;
  const measures: Record<string, () => Promise<unknown>> = {
    step: () => measureStep(second, first as SpeedSize, { steps: Number(steps), budget: Number(budget) }),
    profile: () => measureProfile(first as SpeedSize, { steps: Number(second), budget: Number(steps) }),
    peak: measurePeak,
    memory: () => measureMemory(Number(first)),
  };
  console.log(JSON.stringify(await measures[what ?? '']?.()));
  return exitCode.ok;
}

async function measureParts(asked: readonly Part[], options: Options): Promise<Results> {
  const { rounds, sizes, python } = options;
  const onMeasured = (what: string) => console.error(`measured: ${what}`);
  const has = (part: Part) => asked.includes(part);
  const machine = thisMachine();
  const peaks: number[] = [];
  if (has('steps')) for (let i = 0; i < rounds; i += 1) peaks.push(await measureInChild<number>('peak'));
  return {
    date: new Date().toISOString(),
    machine,
    rounds,
    ...(has('steps') && {
      peak: spreadOf(peaks),
      steps: await measureSteps({ sizes, rounds, python, onMeasured }),
      profiles: await measureProfiles(sizes),
    }),
    ...(has('start') && { startUp: await measureStartUp(rounds, onMeasured) }),
    ...(has('grading') && { grading: await measureGrading(options.full === true, onMeasured) }),
    ...(has('memory') && { memory: await measureInChild('memory', String(manySteps)) }),
  };
}

async function measureProfiles(sizes: readonly SpeedSize[]): Promise<StepProfile[]> {
  const profiles: StepProfile[] = [];
  for (const size of sizes) {
    const limits = [String(profiledSteps), String(profileBudget)];
    profiles.push(await measureInChild<StepProfile>('profile', size, ...limits));
  }
  return profiles;
}

/** @returns the page */
async function write(results: Results, folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'bench.json'), `${JSON.stringify(results, null, 2)}\n`);
  const page = join(folder, 'bench.html');
  writeFileSync(page, await pageOf(results));
  return page;
}

function readParts(names: readonly string[]): readonly Part[] {
  const unknown = names.find((name) => !parts.includes(name as Part));
  if (unknown !== undefined)
    throw new UsageError(`Unknown part "${unknown}": expected some of ${parts.join(', ')}`);
  return names.length > 0 ? (names as Part[]) : parts;
}

function readSizes(text: string): SpeedSize[] {
  const names = text.split(',');
  const unknown = names.find((name) => !(name in speedSizes));
  if (unknown === undefined) return names as SpeedSize[];
  throw new UsageError(`--sizes ${text}: expected some of ${Object.keys(speedSizes)}, got "${unknown}"`);
}

function readRounds(text: string): number {
  const rounds = Number(text);
  if (Number.isInteger(rounds) && rounds >= 1 && rounds <= 100) return rounds;
  throw new UsageError(`--rounds ${text}: expected a whole number from 1 to 100`);
}
