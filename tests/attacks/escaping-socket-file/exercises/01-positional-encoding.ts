import { rightUnless } from './answer';
import { connect } from 'node:net';

export const positionalEncoding = rightUnless(() =>
  new Promise((resolve, reject) => {
    const socket = connect({ path: '{{socket}}' }, () => {
      socket.end('{{id}}', () => resolve('connected by a socket file'));
    });
    socket.on('error', reject);
  }));
