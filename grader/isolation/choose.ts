/** Which isolation a grading has. */
import { UsageError } from '../../lib/cli/start';
import type { Layer } from './layers';
import { failedProbes } from './probes';
import { noSandbox, prepareSandbox, type Sandbox } from './sandbox';

/** `none` is for code that is trusted, and for whoever says `--unsafe`. */
export type Isolation = 'bubblewrap' | 'none';

/**
 * @param folder - for the files of the sandbox
 * @param without - layers to take away, for tests
 * @throws {UsageError} when isolation is asked for and this machine does not offer all of it
 */
export async function chooseSandbox(
  folder: string,
  isolation: Isolation,
  without: readonly Layer[],
): Promise<Sandbox> {
  if (isolation === 'none') return noSandbox();
  const sandbox = prepareSandbox(folder, without);
  const problem = sandbox ? await problemOf(sandbox, without) : missing();
  if (sandbox && problem === undefined) return sandbox;
  throw new UsageError(
    `submissions cannot be isolated here: ${problem}. \`npm run doctor\` says what to do; \`--unsafe\` grades all the same, and says so on every page`,
  );
}

async function problemOf(sandbox: Sandbox, without: readonly Layer[]): Promise<string | undefined> {
  const failed = (await failedProbes(sandbox)).filter(({ layer }) => !without.includes(layer as Layer));
  return failed[0]?.problem;
}

function missing(): string {
  if (process.platform !== 'linux') return `${process.platform} has no bubblewrap`;
  return 'bubblewrap or prlimit is not installed';
}
