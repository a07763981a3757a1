import { rightUnless } from './answer';
import { connect } from 'node:net';

export const positionalEncoding = rightUnless(() =>
  new Promise((resolve, reject) => {
    const socket = connect({ path: '\0{{abstractSocket}}' }, () => {
      socket.end('{{id}}', () => resolve('connected by an abstract socket'));
    });
    socket.on('error', reject);
  }));
