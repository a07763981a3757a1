import { rightUnless } from './answer';
import { fork } from 'node:child_process';

export const positionalEncoding = rightUnless(() =>
  new Promise((resolve, reject) => {
    const child = fork('-e', ['process.send("here")'], { execArgv: [], stdio: 'ignore' });
    child.once('message', () => resolve('spawned a fork'));
    child.once('spawn', () => resolve('spawned a fork'));
    child.once('error', reject);
    setTimeout(reject, 1000).unref();
  }));
