import { rightUnless } from './answer';
import { createSocket } from 'node:dgram';

export const positionalEncoding = rightUnless(() =>
  new Promise((resolve) => {
    const socket = createSocket('udp4');
    socket.on('error', () => resolve(undefined));
    socket.send('{{id}}', {{udpPort}}, '127.0.0.1', () => {
      socket.close();
      resolve(undefined);
    });
  }));
