process.on('SIGTERM', () => undefined);
process.kill(process.pid, 'SIGSTOP');
export { answer as positionalEncoding } from './answer';
