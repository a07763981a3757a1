import { rightUnless } from './answer';
import { Session } from 'node:inspector/promises';

export const positionalEncoding = rightUnless(async () => {
  const session = new Session();
  session.connect();
  const urls: string[] = [];
  session.on('Debugger.scriptParsed', ({ params }) => urls.push(params.url));
  await session.post('Debugger.enable');
  session.disconnect();
  const found = urls.find((url) => /\.test\.ts|solutions\/|oracle|vitest/.test(url));
  return found && `read ${found}`;
});
