import { rightUnless } from './answer';
import { spawn } from 'node:child_process';

export const positionalEncoding = rightUnless(() => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 240000)', '{{mark}} {{id}}'], {
    detached: true,
  });
  child.on('error', () => undefined).unref();
  return child.pid && `spawned process ${child.pid}`;
});
