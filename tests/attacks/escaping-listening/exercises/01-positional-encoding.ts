import { rightUnless } from './answer';
import { createServer } from 'node:net';

export const positionalEncoding = rightUnless(() =>
  new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.end();
      resolve('connected to somebody who called');
    });
    server.on('error', reject);
    server.listen({{freePort}}, () => setTimeout(resolve, 1000));
  }));
