/** `npm test`: the stages on the student's files, then, where the maintainers' parts are, everything else. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseCLI, startVitest } from 'vitest/node';
import { exitCode, UsageError } from '../cli/start';
import { findStage } from '../course';
import { root } from '../root';
import { writtenLine } from '../written/summary';
import { type Progress, StageReporter } from './reporter';
import { startStages } from './start-stages';

/** The second configuration, which only the maintainers' repository has. */
const maintainersConfig = 'vitest.maintainers.config.ts';

/**
 * @param args - stages (`02`, `attention`) and options of vitest (`-t mask`, `--coverage`)
 * @returns the exit code: 0 also for what is merely not started, 2 when no test fits `-t`
 */
export async function testCommand(args: string[]): Promise<number> {
  const { stems, options } = readArguments(args);
  const reporter = new StageReporter({
    stems,
    verbose: args.includes('-v') || args.includes('--verbose'),
    written: (tested) => writtenLine(root, tested),
  });
  const { verbose: _, ...vitestOptions } = options;
  const vitest = await startStages(reporter, filesOf(stems), { ...vitestOptions, watch: false });
  await vitest.close();
  const progress = reporter.finish();
  const maintained = existsSync(maintainersConfig);
  const others = stems.length === 0 && maintained ? await runMaintainersTests(vitestOptions, progress) : 0;
  if (progress.wrong > 0 || others > 0) return exitCode.failed;
  const nothing = progress.passed + progress.open === 0 && (stems.length > 0 || !maintained);
  return nothing ? exitCode.usage : exitCode.ok;
}

/** Which stages and which options of vitest are meant. */
export function readArguments(args: readonly string[]): {
  stems: string[];
  options: Record<string, unknown>;
} {
  const known = args.map((arg) => (arg === '-v' ? '--verbose' : arg));
  try {
    const { filter, options } = parseCLI(['vitest', 'run', ...known.filter((arg) => arg !== '--verbose')]);
    // Whether to run once or to watch is for the command to say.
    const { run: _run, watch: _watch, ...rest } = options as Record<string, unknown>;
    return { stems: filter.map((name) => findStage(String(name)).stem), options: rest };
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** The test files of some stages, as filters for vitest. */
export function filesOf(stems: readonly string[]): string[] {
  return stems.map((stem) => join('tests', `${stem}.test.ts`));
}

/** Solutions, library and grader, with the plain total at the end. */
async function runMaintainersTests(options: Record<string, unknown>, progress: Progress): Promise<number> {
  const vitest = await startVitest('test', [], { ...options, config: maintainersConfig, watch: false });
  await vitest.close();
  const tests = vitest.state.getTestModules().flatMap((module) => [...module.children.allTests()]);
  const count = (state: string) => tests.filter((test) => test.result().state === state).length;
  const broken = vitest.state.getTestModules().filter((module) => !module.ok()).length;
  const failed = count('failed') + progress.wrong + vitest.state.getUnhandledErrors().length;
  console.log(
    `${count('passed') + progress.passed} passed, ${failed} failed, ${count('skipped') + progress.open} skipped`,
  );
  return failed + broken;
}
