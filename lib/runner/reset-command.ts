/** `npm run reset 02`: sets a stage back to its stub, after a question. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { exitCode, UsageError } from '../cli/start';
import { findStage } from '../course';
import { root } from '../root';
import { isStub, resetStage, stubFolder } from './stubs';

/** @param args - the stage; `--yes` skips the question */
export async function resetCommand(args: string[]): Promise<number> {
  const [name] = args.filter((arg) => !arg.startsWith('-'));
  if (name === undefined) throw new UsageError('Which stage? For example: npm run reset 02');
  const { stem } = findStage(name);
  const stub = await readStub(stem);
  if (isStub(root, stem, stub)) {
    console.log(`exercises/${stem}.ts is its stub already: nothing to do.`);
    return exitCode.ok;
  }
  const question = `Set exercises/${stem}.ts back to its stub? Your file is kept in .backup/ [y/N] `;
  if (!args.includes('--yes') && !(await confirm(question))) {
    console.log('Nothing was changed.');
    return exitCode.ok;
  }
  const kept = resetStage(root, stem, stub, new Date());
  console.log(`exercises/${stem}.ts is its stub again.${kept ? ` Your file is in "${kept}".` : ''}`);
  return exitCode.ok;
}

async function readStub(stem: string): Promise<string> {
  const handedOut = join(root, stubFolder, `${stem}.ts`);
  if (existsSync(handedOut)) return readFileSync(handedOut, 'utf8');
  const { stubOf } = await import('./stub');
  return stubOf(readFileSync(join(root, 'solutions', `${stem}.ts`), 'utf8'));
}

async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    // Without an answer (end of input) nothing is overwritten.
    const answer = await Promise.race([
      terminal.question(question),
      new Promise<string>((resolve) => terminal.once('close', () => resolve(''))),
    ]);
    return /^(y|yes)$/i.test(answer.trim());
  } finally {
    terminal.close();
  }
}
