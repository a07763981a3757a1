/** Whether native works, found out by trying. */
import { join } from 'node:path';
import { lastLine } from '../run-program';
import type { Machine } from './machine';

/** How long the first calculation may take, in ms: a cold disk reads a library of 800 MB. */
const patience = 120_000;

/** Why native does not work, as a sentence that goes on after its name; undefined when it does. */
export async function nativeProblem({ root, node, run }: Machine): Promise<string | undefined> {
  const args = [join(root, 'lib/cli/run.mjs'), 'lib/native/probe.ts'];
  const { ok, problem, stdout, stderr } = await run(node, args, { cwd: root, timeout: patience });
  const answer = answerIn(stdout);
  if (ok && answer) return answer.problem;
  const said = lastLine(stderr);
  return `${problem || 'gives no answer'}${said ? `: ${said}` : ''}`;
}

function answerIn(stdout: string): { problem?: string } | undefined {
  try {
    return JSON.parse(lastLine(stdout));
  } catch {
    return undefined;
  }
}
