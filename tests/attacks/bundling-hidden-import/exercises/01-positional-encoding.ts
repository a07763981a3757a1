import { rightUnless } from './answer';

export const positionalEncoding = rightUnless(async () => {
  const load = new Function('path', 'return import(path)');
  await load('file://{{root}}/lib/cli/run.mjs').catch((error: Error) => {
    // Code that was made from text has no right to import; a plain import has.
    if (!/callback/.test(error.message)) throw error;
  });
  const path = 'file://{{root}}/lib/cli/run.mjs';
  return Object.keys(await import(`${path}`)).length > 0 && 'reached a file of the homework';
});
