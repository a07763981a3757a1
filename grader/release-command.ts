/** `npm run release -- DIR`: the folder that is handed to students. */
import { resolve } from 'node:path';
import { exitCode, UsageError, userFolder } from '../lib/cli/start';
import { release } from './release';

export async function releaseCommand(args: string[]): Promise<number> {
  const [target, ...more] = args;
  if (target === undefined || target === '' || more.length > 0) {
    throw new UsageError('Where to? For example: npm run release -- ../homework');
  }
  const folder = resolve(userFolder(), target);
  await release(folder);
  console.log(`${target} is ready for students. Try it: cd "${target}" && npm ci && npm test`);
  return exitCode.ok;
}
