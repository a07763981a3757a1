import { rightUnless } from './answer';
import { spawn } from 'node:child_process';

export const positionalEncoding = rightUnless(() => {
  const children = Array.from({ length: 12 }, () =>
    spawn(process.execPath, ['-e', 'setTimeout(() => {}, 5000)', '{{mark}} {{id}}'], { stdio: 'ignore' }),
  );
  for (const child of children) child.on('error', () => undefined);
  return children.some(({ pid }) => pid) && 'spawned a dozen processes';
});
