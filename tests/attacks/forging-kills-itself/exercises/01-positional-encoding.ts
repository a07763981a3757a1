process.kill(process.pid, 'SIGKILL');
export { answer as positionalEncoding } from './answer';
