import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(async () => {
  // The service is no web server: what counts is that it hears something.
  await fetch('http://127.0.0.1:{{port}}/{{id}}', { signal: AbortSignal.timeout(500) }).catch((error) => {
    if (error.name !== 'TimeoutError') throw error;
  });
  return 'connected by HTTP';
});
