import { rightUnless } from './answer';
import { connect } from 'node:net';

export const positionalEncoding = rightUnless(() =>
  new Promise((resolve, reject) => {
    const socket = connect({{port}}, '127.0.0.1', () => {
      socket.end('{{id}}', () => resolve('connected by TCP'));
    });
    socket.on('error', reject);
  }));
