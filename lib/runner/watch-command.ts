/** `npm run watch`: runs again what a save affects, and listens to keys. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, watch } from 'node:fs';
import { join } from 'node:path';
import { emitKeypressEvents } from 'node:readline';
import { Readable } from 'node:stream';
import chalk from 'chalk';
import type { Vitest } from 'vitest/node';
import { engineFlags } from '../cli/engine.mjs';
import { exitCode } from '../cli/start';
import { type Stage, stageNumber, stages } from '../course';
import { root } from '../root';
import { functionForHint, openHint, readOpened, writeOpened } from './hints';
import { StageReporter } from './reporter';
import { startStages } from './start-stages';
import { filesOf, readArguments } from './test-command';
import { warmThread } from './warm-thread';

const inner = '--inner';
const endless = 75;
const clearScreen = '\u001b[2J\u001b[3J\u001b[H';
const keys = `${chalk.bold('h')} hint   ${chalk.bold('n')} next stage   ${chalk.bold('a')} run all   ${chalk.bold('q')} quit`;

/**
 * The watching happens in a process of its own: an endless loop in a student's function can only be ended
 * together with its process. After the next save a new one begins.
 *
 * @param args - the stages to begin with; all when there are none
 */
export async function watchCommand(args: string[]): Promise<number> {
  if (args.includes(inner)) return watchStages(args.filter((arg) => arg !== inner));
  readArguments(args);
  for (;;) {
    const command = [...process.execArgv, ...engineFlags, process.argv[1] ?? '', ...args, inner];
    const [code] = (await once(spawn(process.execPath, command, { stdio: 'inherit' }), 'exit')) as [
      number | null,
    ];
    if (code !== endless) return code ?? exitCode.interrupted;
    console.log(chalk.dim('stopped; it starts again after the next save in exercises/ (Ctrl-C ends it)'));
    await nextSave();
  }
}

async function nextSave(): Promise<void> {
  const watcher = watch(join(root, 'exercises'));
  await once(watcher, 'change');
  watcher.close();
}

async function watchStages(args: readonly string[]): Promise<number> {
  const { stems, options } = readArguments(args);
  const reporter = new WatchReporter({ stems, verbose: false });
  // Keys are ours: on a stream that is no terminal vitest does not listen to its own.
  const noKeys = Readable.from([]) as unknown as NodeJS.ReadStream;
  const more = { plugins: [warmThread()], start: { stdin: noKeys } };
  const vitest = await startStages(reporter, filesOf(stems), { ...options, watch: true }, more);
  await listen(vitest, reporter);
  await vitest.close();
  return exitCode.ok;
}

/** Sums up after every run, and remembers where the student is. */
class WatchReporter extends StageReporter {
  /** The stage to work on: the first that is not done. */
  get current(): Stage | undefined {
    const verdicts = this.judge();
    const open = verdicts.find(({ stem, status }) => status !== 'passed' || this.problems.has(stem));
    return stages.find(({ stem }) => stem === (open ?? verdicts.at(-1))?.stem);
  }

  onTestRunEnd(): void {
    if (process.stdout.isTTY) process.stdout.write(clearScreen);
    this.finish();
    console.log(`${chalk.dim('waiting for a save in exercises/')}   ${keys}`);
  }

  protected override leave(): void {
    process.exit(endless);
  }
}

async function listen(vitest: Vitest, reporter: WatchReporter): Promise<void> {
  const { stdin } = process;
  emitKeypressEvents(stdin);
  if (stdin.isTTY) stdin.setRawMode(true);
  await new Promise<void>((resolve) => {
    stdin.on('end', resolve);
    stdin.on('keypress', (_text: string, key: { name?: string; ctrl?: boolean }) => {
      if (key.name === 'q' || (key.ctrl && key.name === 'c')) resolve();
      else void press(key.name, vitest, reporter.current);
    });
  });
  if (stdin.isTTY) stdin.setRawMode(false);
  stdin.pause();
}

async function press(key: string | undefined, vitest: Vitest, current: Stage | undefined): Promise<void> {
  if (key === 'h' && current) showHint(current);
  if (key === 'a') await runStages(vitest, stages);
  if (key === 'n' && current) {
    const following = stages[stages.indexOf(current) + 1] ?? current;
    console.log(
      `\nrunning ${stageNumber(following.stem)} ${following.title}: exercises/${following.stem}.ts`,
    );
    await runStages(vitest, [following]);
  }
}

async function runStages(vitest: Vitest, some: readonly Stage[]): Promise<void> {
  const files = await vitest.globTestSpecifications(filesOf(some.map(({ stem }) => stem)));
  await vitest.rerunTestSpecifications(files, some.length === stages.length);
}

function showHint(stage: Stage): void {
  const source = readFileSync(join(root, 'exercises', `${stage.stem}.ts`), 'utf8');
  const { text, opened } = openHint(functionForHint(stage, undefined, source), readOpened(root));
  writeOpened(root, opened);
  console.log(`\n${text}\n`);
}
