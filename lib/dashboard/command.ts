/** `npm run dashboard`: a page of all runs, for this machine. */
import { once } from 'node:events';
import { relative } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { interruptible } from '../cli/interruptible';
import { exitCode, UsageError } from '../cli/start';
import { runsFolder } from '../language-model/run-folder';
import { root } from '../root';
import { pageScript } from './page-script';
import { Runs } from './runs';
import { startServer } from './server';
import { shell } from './shell';

/**
 * @param argv - `--port`
 * @param runs - the folder of all runs
 * @returns the exit code: 0 after Ctrl-C, which is how it ends
 */
export async function dashboardCommand(argv: readonly string[], runs: string = runsFolder): Promise<number> {
  const { port } = new Command('npm run dashboard --')
    .description('Serves a page of all runs in runs/, also of those that are going on; Ctrl-C ends it.')
    .option('--port <number>', 'where to listen (7878, or the next free one)', portNumber)
    .exitOverride()
    .parse(argv as string[], { from: 'user' })
    .opts<{ port?: number }>();
  const site = {
    runs: new Runs(runs, relative(root, runs) || runs),
    page: shell(),
    script: await pageScript(),
  };
  const started = await startServer(site, port).catch((error) => {
    throw new UsageError(whyNot(error, port));
  });
  console.log(`http://127.0.0.1:${started.port}/ shows the runs in ${site.runs.label}. Ctrl-C ends it.`);
  await interruptible(async (signal) => once(signal, 'abort'));
  started.server.close();
  started.server.closeAllConnections();
  return exitCode.ok;
}

function whyNot({ code, message }: NodeJS.ErrnoException, port: number | undefined): string {
  if (code === 'EADDRINUSE') {
    return port === undefined
      ? 'No port near 7878 is free: give one with --port'
      : `Port ${port} is in use: give another --port, or leave it out`;
  }
  if (code === 'EACCES') return `You may not listen at port ${port}: give a --port above 1023`;
  return `The dashboard cannot listen: ${message}`;
}

function portNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('Expected a whole number from 0 (any free port) to 65535.');
}
