import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(() => {
  const { spawn } = (process as never as { binding(name: string): { spawn(options: object): { pid: number } } }).binding('spawn_sync');
  const { pid } = spawn({ file: process.execPath, args: [process.execPath, '-e', '0'], stdio: [{ type: 'ignore' }, { type: 'ignore' }, { type: 'ignore' }] });
  return pid > 0 && `spawned process ${pid}`;
});
