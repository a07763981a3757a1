/** `npm run data`: which texts there are, and how the largest one gets here. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { interruptible } from '../cli/interruptible';
import { exitCode, UsageError, userFolder } from '../cli/start';
import { startProgress } from '../terminal/progress';
import { completeWorks } from './complete-works';
import { downloadCompleteWorks, installCompleteWorks } from './install';
import { sources } from './sources';

/** The only text that does not come with the course. */
const downloadable = 'shakespeare';

/**
 * @param argv - nothing: lists the texts; `shakespeare`: downloads the complete works, or with `--from FILE` takes them
 *   from a file
 * @returns the exit code; 130 after Ctrl-C
 */
export async function dataCommand(argv: readonly string[]): Promise<number> {
  const command = new Command('npm run data --')
    .description('Lists the texts to train on, or downloads the complete works of Shakespeare.')
    .argument('[text]', downloadable)
    .option('--from <file>', 'a zip or text file with the complete works that you have already')
    .exitOverride()
    .parse(argv, { from: 'user' });
  const [text] = command.args;
  const { from } = command.opts<{ from?: string }>();
  if (text === undefined) return list();
  if (text !== downloadable) {
    throw new UsageError(
      `Only ${downloadable} has to be downloaded, got "${text}": npm run data lists the texts`,
    );
  }
  if (from !== undefined) await installCompleteWorks(resolve(userFolder(), from));
  else if (!(await downloadVisibly())) return exitCode.interrupted;
  console.log(`${completeWorks.title} are ready: npm run train -- --text ${downloadable}`);
  return exitCode.ok;
}

function list(): number {
  for (const [name, { title }] of Object.entries(sources)) console.log(`${name.padEnd(12)} ${title}`);
  console.log(`${'./my.txt'.padEnd(12)} any UTF-8 file of yours`);
  return exitCode.ok;
}

/** Ctrl-C keeps what has come. @returns whether it came to an end */
async function downloadVisibly(): Promise<boolean> {
  const { bytes: total } = completeWorks.zip;
  const progress = startProgress({ label: 'downloading', total: 100 });
  let shown = 0;
  const onProgress = (bytes: number) => {
    const percent = Math.floor((100 * bytes) / total);
    if (percent > shown) progress.update(percent, `% of ${(total / 1e6).toFixed(1)} MB`);
    shown = percent;
  };
  return interruptible(async (signal) => {
    try {
      await downloadCompleteWorks({ onProgress, signal });
      return true;
    } catch (error) {
      if (!signal.aborted) throw withWayOut(error);
      console.error(
        'interrupted: what has come is kept, the next npm run data shakespeare goes on from there',
      );
      return false;
    } finally {
      progress.stop();
    }
  });
}

/** Where there is no network, the file may come some other way. */
function withWayOut(error: unknown): Error {
  const reason = error instanceof Error ? error.message : String(error);
  const other = `npm run data ${downloadable} -- --from FILE`;
  return new Error(`${reason}\nWith the zip from elsewhere (${completeWorks.url}): ${other}`);
}
